using Spectre.Console;

namespace Zkml.Cli.Terminal;

/// <summary>Builds the tables that commands print.</summary>
internal static class FigureTable
{
    /// <summary>A table with a header; the first column is left-aligned, the others are right-aligned.</summary>
    public static Table Of(string? title, params string[] headers)
    {
        var table = new Table { Title = title is null ? null : new TableTitle(Markup.Escape(ShownText.Of(title))) };
        for (var k = 0; k < headers.Length; k++)
        {
            table.AddColumn(new TableColumn(new Text(ShownText.Of(headers[k]))) { Alignment = k == 0 ? Justify.Left : Justify.Right, NoWrap = true });
        }
        return table;
    }

    /// <summary>Adds a row of plain text.</summary>
    public static Table Row(this Table table, params string[] cells)
    {
        table.AddRow(cells.Select(c => new Text(ShownText.Of(c))));
        return table;
    }
}
