namespace Zkml.Wrapper.Circuit;

/// <summary>
/// Collects rows and, beside them, the assignment of all wires. The rows depend on the sequence of operations only, never on
/// values: the same code run with other values, or with zeros, gives the same circuit.
/// </summary>
/// <param name="cancellation">Ends the building, which then throws <see cref="OperationCanceledException"/>.</param>
public sealed class CircuitBuilder(CancellationToken cancellation = default)
{
    // Every so many wires, about a millisecond.
    private const int CheckMask = (1 << 10) - 1;

    private readonly List<Row> rows = [];
    private readonly List<Fr> values = [];
    private readonly List<int> publicWires = [];
    private readonly List<string> labels = ["circuit"];
    private readonly Dictionary<string, int> labelIds = new() { ["circuit"] = 0 };

    // Equal expressions share a wire: the verifier evaluates the same eq factors again and again.
    private readonly Dictionary<Expression, int> known = [];
    private readonly Dictionary<Fr, int> constants = [];
    private int label;

    /// <summary>Rows so far, those of public inputs included.</summary>
    public int RowCount => publicWires.Count + rows.Count;

    /// <summary>Names the gadget that makes the rows from here on.</summary>
    public void Label(string name)
    {
        if (!labelIds.TryGetValue(name, out label))
        {
            label = labels.Count;
            labels.Add(name);
            labelIds[name] = label;
        }
    }

    /// <summary>A new wire that nothing constrains yet.</summary>
    public Variable NewVariable(Fr value) => Variable.OfWire(this, NewWire(value));

    /// <summary>The next public input.</summary>
    public Variable PublicInput(Fr value)
    {
        var wire = NewWire(value);
        publicWires.Add(wire);
        return Variable.OfWire(this, wire);
    }

    /// <summary>Makes a value the next public input.</summary>
    public void Publish(Variable value) => AssertZero(value - PublicInput(value.Value));

    /// <summary>States that the value is zero.</summary>
    /// <exception cref="InvalidOperationException">It is a constant other than zero: no witness satisfies that.</exception>
    public void AssertZero(Variable value)
    {
        if (value.TryGetExpression(out var e)) rows.Add(Arithmetic(e, result: -1));
        else if (!value.Value.IsZero) throw new InvalidOperationException($"The circuit states that {value.Value} is zero.");
    }

    /// <summary>States that the value is not zero, by an inverse that the prover gives.</summary>
    /// <exception cref="InvalidOperationException">It is the constant zero, whose inverse as a field element is 0 and states nothing.</exception>
    public void AssertNonZero(Variable value)
    {
        if (value.IsConstant && value.Value.IsZero) throw new InvalidOperationException("The circuit states that 0 is not zero.");
        _ = Variable.Invert(value);
    }

    /// <summary>The circuit and the assignment.</summary>
    public (ConstraintSystem System, Fr[] Wires) Build()
    {
        var all = new List<Row>(RowCount);
        foreach (var wire in publicWires)
        {
            all.Add(new Row(RowKind.Arithmetic, wire, -1, -1, -1, 0) { Q = (Fr.One, Fr.Zero, Fr.Zero, Fr.Zero) });
        }
        all.AddRange(rows);
        return (new ConstraintSystem([.. all], publicWires.Count, values.Count, [.. labels]), [.. values]);
    }

    internal int NewWire(Fr value)
    {
        if ((values.Count & CheckMask) == 0) cancellation.ThrowIfCancellationRequested();
        values.Add(value);
        return values.Count - 1;
    }

    internal Fr ValueOf(int wire) => values[wire];

    /// <summary>A row that the gadgets of other files lay out themselves.</summary>
    internal void AddRow(RowKind kind, ReadOnlySpan<int> wires, (Fr L, Fr R, Fr O, Fr D) selectors) =>
        rows.Add(new Row(kind, wires[0], wires[1], wires[2], wires[3], label) { Q = selectors });

    /// <summary>A wire that is fixed to a constant.</summary>
    internal int ConstantWire(Fr value)
    {
        if (constants.TryGetValue(value, out var wire)) return wire;
        wire = NewWire(value);
        rows.Add(new Row(RowKind.Arithmetic, wire, -1, -1, -1, label)
        {
            Q = (Fr.One, Fr.Zero, Fr.Zero, Fr.Zero),
            Constant = -value,
        });
        return constants[value] = wire;
    }

    /// <summary>The wire of an expression: known, or a new one with the row that states it.</summary>
    internal int Materialize(Expression e)
    {
        if (e.Wire >= 0) return e.Wire;
        if (e.IsAffine && e.Terms[0].Factor.IsOne && e.Constant.IsZero) return e.Wire = e.Terms[0].Wire;
        if (known.TryGetValue(e, out var wire)) return e.Wire = wire;
        wire = NewWire(e.Value);
        rows.Add(Arithmetic(e, wire));
        known[e] = wire;
        return e.Wire = wire;
    }

    /// <summary>The row e − result = 0, or e = 0 without a result.</summary>
    private Row Arithmetic(Expression e, int result)
    {
        Span<int> wires = [-1, -1, -1, result];
        Span<Fr> factors = [Fr.Zero, Fr.Zero, Fr.Zero, result < 0 ? Fr.Zero : -Fr.One];
        var next = 0;
        if (e.HasProduct)
        {
            (wires[0], wires[1]) = (e.U, e.V);
            next = 2;
        }
        foreach (var term in e.Terms)
        {
            var at = e.HasProduct && term.Wire == e.U ? 0 : e.HasProduct && term.Wire == e.V ? 1 : next++;
            wires[at] = term.Wire;
            factors[at] = term.Factor;
        }
        return new Row(RowKind.Arithmetic, wires[0], wires[1], wires[2], wires[3], label)
        {
            Q = (factors[0], factors[1], factors[2], factors[3]),
            M = e.Product,
            Constant = e.Constant,
        };
    }
}
