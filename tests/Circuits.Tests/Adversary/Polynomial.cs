namespace Zkml.Circuits.Tests.Adversary;

/// <summary><c>Coefficient · First · Second</c>, or <c>Coefficient · First</c> when <see cref="Second"/> is −1.</summary>
internal readonly record struct Monomial(Fr Coefficient, int First, int Second);

/// <summary>A constant plus multiples of unknown cells, in the field.</summary>
internal sealed class LinearForm
{
    private readonly Dictionary<int, Fr> coefficients = [];

    public Fr Constant { get; private set; }

    public IEnumerable<KeyValuePair<int, Fr>> Terms => coefficients.Where(t => !t.Value.IsZero);

    public bool IsZero => Constant.IsZero && !Terms.Any();

    public void Add(Fr constant) => Constant += constant;

    public void Add(int cell, Fr coefficient) =>
        coefficients[cell] = coefficients.GetValueOrDefault(cell) + coefficient;

    public void Add(LinearForm other, Fr factor)
    {
        Constant += other.Constant * factor;
        foreach (var (cell, coefficient) in other.coefficients) Add(cell, coefficient * factor);
    }

    public void Scale(Fr factor)
    {
        Constant *= factor;
        foreach (var cell in coefficients.Keys.ToArray()) coefficients[cell] *= factor;
    }
}

/// <summary>Sums of products of linear forms: the two sides of a contraction at one index.</summary>
internal sealed class QuadraticForm
{
    private readonly Dictionary<(int, int), Fr> products = [];
    private readonly LinearForm linear = new();

    public void Add(LinearForm form, Fr factor) => linear.Add(form, factor);

    public void AddProduct(LinearForm a, LinearForm b, Fr factor)
    {
        if (a.IsZero || b.IsZero) return;
        linear.Add(a.Constant * b.Constant * factor);
        foreach (var (cell, coefficient) in a.Terms) linear.Add(cell, coefficient * b.Constant * factor);
        foreach (var (cell, coefficient) in b.Terms) linear.Add(cell, coefficient * a.Constant * factor);
        foreach (var (x, p) in a.Terms)
        {
            foreach (var (y, q) in b.Terms)
            {
                var key = x < y ? (x, y) : (y, x);
                products[key] = products.GetValueOrDefault(key) + (p * q * factor);
            }
        }
    }

    public Statement Build(string name)
    {
        var monomials = linear.Terms.Select(t => new Monomial(t.Value, t.Key, -1)).ToList();
        monomials.AddRange(products.Where(p => !p.Value.IsZero).Select(p => new Monomial(p.Value, p.Key.Item1, p.Key.Item2)));
        return new Statement(name, linear.Constant, [.. monomials]);
    }
}

/// <summary>A polynomial of degree at most two in the cells of a trace; the search gives it a target that it must meet.</summary>
internal sealed class Statement(string name, Fr constant, Monomial[] monomials)
{
    public string Name { get; } = name;

    /// <summary>The distinct cells that occur.</summary>
    public int[] Cells { get; } =
        [.. monomials.SelectMany(m => m.Second < 0 ? new[] { m.First } : [m.First, m.Second]).Distinct()];

    /// <summary>The value when every cell is known.</summary>
    public Fr Evaluate(Fr?[] cells)
    {
        var sum = constant;
        foreach (var m in monomials)
        {
            var product = m.Coefficient * cells[m.First]!.Value;
            sum += m.Second < 0 ? product : product * cells[m.Second]!.Value;
        }
        return sum;
    }

    /// <summary>The polynomial in the one cell that is unknown: square, slope and constant.</summary>
    public (Fr Square, Fr Slope, Fr Constant) InOne(Fr?[] cells, int unknown)
    {
        var (square, slope, sum) = (Fr.Zero, Fr.Zero, constant);
        foreach (var m in monomials)
        {
            var (first, second) = (m.First == unknown, m.Second == unknown);
            var rest = m.Coefficient;
            if (!first) rest *= cells[m.First]!.Value;
            if (m.Second >= 0 && !second) rest *= cells[m.Second]!.Value;
            if (first && second) square += rest;
            else if (first || second) slope += rest;
            else sum += rest;
        }
        return (square, slope, sum);
    }
}
