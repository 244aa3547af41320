using System.Numerics;
using Zkml.Circuits.Execution;
using Zkml.Circuits.Relations;

namespace Zkml.Circuits.Tests.Operators;

/// <summary>
/// Changes single witness entries and lets the prover repair what it is free to choose: virtual columns follow from
/// their contractions and multiplicities are counted again.
/// </summary>
internal static class WitnessMutation
{
    /// <summary>The changes, padding included, that no relation notices.</summary>
    public static List<string> Survivors(Circuit circuit, long[][] columns)
    {
        var survivors = new List<string>();
        foreach (var column in circuit.Columns)
        {
            if (column.Kind != ColumnKind.Witness || circuit.Multiplicities.Contains(column.Id)) continue;
            for (var i = 0; i < column.Space.Size; i++)
            {
                if (Survives(circuit, columns, column.Id, i, 1)) survivors.Add($"{column.Name}[{i}] + 1");
                if (Survives(circuit, columns, column.Id, i, -1)) survivors.Add($"{column.Name}[{i}] - 1");
            }
        }
        return survivors;
    }

    private static bool Survives(Circuit circuit, long[][] columns, int id, int index, long delta)
    {
        var changed = (long[][])columns.Clone();
        changed[id] = (long[])columns[id].Clone();
        changed[id][index] += delta;
        if (!RepairVirtuals(circuit, columns, changed, id, index, delta)) return false;
        if (Multiplicities.FillLenient(circuit, changed) > 0) return false;
        return ConstraintChecker.Check(circuit, changed, 1).Count == 0;
    }

    /// <summary>
    /// Moves virtual entries so that the contractions in whose left sides the entry stands hold again; false when the
    /// quotient would not be an integer. Changes of operands are left to be noticed.
    /// </summary>
    private static bool RepairVirtuals(Circuit circuit, long[][] columns, long[][] changed, int id, int index, long delta)
    {
        foreach (var contraction in circuit.Contractions)
        {
            var own = contraction.Left.Terms.Where(t => t.Column == id).ToList();
            var defined = contraction.Left.Terms.FirstOrDefault(t => t.Column >= 0 && circuit.Columns[t.Column].Kind == ColumnKind.Virtual);
            if (own.Count == 0 || defined is null) continue;
            if (!TermView.IsIdentity(contraction.Space, own[0])) continue;
            var change = -new BigInteger(own[0].Coefficient) * delta;
            if (!(change % defined.Coefficient).IsZero) return false;
            if (ReferenceEquals(changed[defined.Column], columns[defined.Column])) changed[defined.Column] = (long[])columns[defined.Column].Clone();
            changed[defined.Column][index] += (long)(change / defined.Coefficient);
        }
        return true;
    }
}
