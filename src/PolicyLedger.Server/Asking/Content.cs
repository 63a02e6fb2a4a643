using System.Buffers;
using System.Text;
using System.Text.Json;
using PolicyLedger.Server.Answers;
using PolicyLedger.Server.Http;
using PolicyLedger.Stances;

namespace PolicyLedger.Server.Asking;

/// <summary>An answer before it has a form.</summary>
/// <param name="Reading">What it was computed with.</param>
internal abstract record Content(Reading Reading)
{
    /// <summary>The parameter <c>after</c> of the next page; null where there is none.</summary>
    public string? Next { get; init; }

    /// <summary>Writes it in a form that the resource offers.</summary>
    /// <param name="form">Which.</param>
    /// <param name="asked">What it was computed with.</param>
    /// <param name="next">The address of the next page; null where there is none.</param>
    public abstract ReadOnlyMemory<byte> Write(Form form, AskedView asked, string? next);
}

/// <summary>A content of like items.</summary>
/// <param name="Reading">See there.</param>
/// <param name="Items">In order.</param>
/// <param name="Columns">Of the CSV.</param>
/// <param name="Json">Puts what is asked, the items or the one item, and the address of the next page into one JSON object.</param>
internal sealed record Content<T>(Reading Reading, IReadOnlyList<T> Items, IReadOnlyList<Column<T>> Columns, Func<AskedView, string?, object> Json) : Content(Reading)
{
    /// <summary>A line of JSON for an item, where it is not the item itself.</summary>
    public Func<T, byte[]>? Line { get; init; }

    /// <summary>The items as CloudEvents, where the resource offers them.</summary>
    public Func<T, object>? CloudEvent { get; init; }

    public override ReadOnlyMemory<byte> Write(Form form, AskedView asked, string? next)
    {
        switch (form)
        {
            case Form.Json:
                var json = Json(asked, next);
                return JsonSerializer.SerializeToUtf8Bytes(json, json.GetType(), ServerJson.Options);
            case Form.CloudEvents:
                return JsonSerializer.SerializeToUtf8Bytes(Items.Select(CloudEvent!), ServerJson.Options);
            case Form.Jsonl:
                var lines = new ArrayBufferWriter<byte>(4096);
                foreach (var item in Items)
                {
                    lines.Write(Line?.Invoke(item) ?? JsonSerializer.SerializeToUtf8Bytes(item, ServerJson.Options));
                    lines.Write("\n"u8);
                }

                return lines.WrittenMemory;
            default:
                var text = new StringWriter();
                using (var csv = Csv.To(text))
                {
                    csv.WriteRecord(Columns.Select(column => column.Heading).ToArray());
                    foreach (var item in Items)
                        csv.WriteRecord(Columns.Select(column => column.Cell(item) ?? "").ToArray());
                }

                return Encoding.UTF8.GetBytes(text.ToString());
        }
    }
}
