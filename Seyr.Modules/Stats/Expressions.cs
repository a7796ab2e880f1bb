using System.Data.Common;
using Seyr.Storage;

namespace Seyr.Stats;

/// <summary>Whether a text is a regular expression as the store understands them (RE2's).</summary>
internal sealed class Expressions(EventStore store)
{
    private const int CannotCompile = 427;

    private static readonly string TryExpression = Sql.Read("TryExpression");

    /// <summary>The first that is none; null: all are.</summary>
    public async Task<string?> WrongAsync(IReadOnlyList<string> expressions, CancellationToken cancel)
    {
        foreach (var expression in expressions)
        {
            try
            {
                await store.QueryAsync(TryExpression, [new("expression", expression), new("folded", "(?i)" + expression)], static row => row.GetInt64(0), cancel);
            }
            catch (DbException e) when (e.ErrorCode == CannotCompile)
            {
                return expression;
            }
        }

        return null;
    }
}
