using System.Text.Json;
using Seyr.Sites;

namespace Seyr.Stats;

/// <summary>Reads the filters of a question to the Stats API: a list of trees, all of which must hold.</summary>
internal sealed class ApiFilterReader(IReadOnlyList<Goal> goals)
{
    /// <summary>A question asks at most this often what else happened in a visit: each time all events are looked at.</summary>
    public const int MaxBehaviours = 10;

    /// <summary>Values that are searched for, other than whole ones.</summary>
    public const int MaxSearched = 100;

    /// <summary>Regular expressions, each of which is tried first.</summary>
    public const int MaxExpressions = 20;

    private int behaviours;
    private int searched;
    private int values;
    private bool isInBehaviour;

    /// <summary>What is wrong; empty: nothing.</summary>
    public string Problem { get; private set; } = "";

    /// <summary>The regular expressions that were met.</summary>
    public List<string> Expressions { get; } = [];

    /// <returns>The trees; null: something is wrong with them.</returns>
    public IReadOnlyList<Filter>? Read(JsonElement list)
    {
        if (list.ValueKind != JsonValueKind.Array)
        {
            return Refuse<IReadOnlyList<Filter>>("filters: a list of filters, such as [[\"is\", \"event:page\", [\"/\"]]].");
        }

        return ReadAll(list, "filters") is not { } read ? null
            : read.Sum(static filter => filter.Size) > Query.MaxFilterSize
                ? Refuse<IReadOnlyList<Filter>>($"filters: at most {Query.MaxFilterSize} of them, with all that is in them.")
            : read;
    }

    /// <summary>What is asked of a dimension by values that were read.</summary>
    /// <param name="at">Where it stands.</param>
    /// <param name="asks">How it compares.</param>
    /// <param name="dimension">The dimension's name.</param>
    /// <param name="texts">The values.</param>
    /// <param name="ignoresCase">Whether upper and lower case are the same.</param>
    public Filter? Ask(string at, ApiOperator asks, string dimension, IReadOnlyList<string> texts, bool ignoresCase)
    {
        values += texts.Count;
        searched += asks.Match == Match.Is ? 0 : texts.Count;
        if (values > Query.MaxFilterValues || searched > MaxSearched)
        {
            return Refuse<Filter>($"filters: at most {Query.MaxFilterValues} values, {MaxSearched} of them for other operators than is and is_not.");
        }

        if (ApiDimension.Find(dimension) is not { } known)
        {
            return Refuse<Filter>($"{at}: there is no dimension “{dimension}”.");
        }

        Expressions.AddRange(asks.Match == Match.Regex ? texts : []);
        if (Expressions.Count > MaxExpressions)
        {
            return Refuse<Filter>($"filters: at most {MaxExpressions} regular expressions.");
        }

        var (filter, problem) = asks.Ask(known, texts, ignoresCase, goals);
        return filter ?? Refuse<Filter>($"{at}: {problem}");
    }

    private List<Filter>? ReadAll(JsonElement list, string at)
    {
        var read = new List<Filter>();
        foreach (var element in list.EnumerateArray())
        {
            if (ReadOne(element, $"{at}[{read.Count}]") is not { } filter)
            {
                return null;
            }

            read.Add(filter);
        }

        return read;
    }

    private Filter? ReadOne(JsonElement element, string at)
    {
        if (element.ValueKind != JsonValueKind.Array || element.GetArrayLength() < 2 || JsonText.Of(element[0]) is not { } word)
        {
            return Refuse<Filter>($"{at}: [operator, dimension, values], [\"and\" or \"or\", filters], or [\"not\", filter].");
        }

        if (word is "and" or "or" or "not" or "has_done" or "has_not_done")
        {
            return element.GetArrayLength() != 2 ? Refuse<Filter>($"{at}: “{word}” and one more.") : ReadTree(word, element[1], at);
        }

        return ApiOperator.Find(word) is { } asks ? ReadLeaf(asks, element, at) : Refuse<Filter>($"{at}: there is no operator “{word}”.");
    }

    private Filter? ReadTree(string word, JsonElement inner, string at)
    {
        if (word is "and" or "or")
        {
            return inner.ValueKind != JsonValueKind.Array || inner.GetArrayLength() == 0 ? Refuse<Filter>($"{at}: “{word}” takes a list of at least one filter.")
                : ReadAll(inner, at + "[1]") is not { } parts ? null
                : word == "and" ? new All(parts)
                : new Any(parts);
        }

        if (word == "not")
        {
            return ReadOne(inner, at + "[1]") is { } part ? new Not(part) : null;
        }

        behaviours++;
        if (isInBehaviour || behaviours > MaxBehaviours)
        {
            return Refuse<Filter>(isInBehaviour ? $"{at}: “{word}” can't stand within another." : $"filters: has_done and has_not_done at most {MaxBehaviours} times.");
        }

        isInBehaviour = true;
        var done = ReadOne(inner, at + "[1]");
        isInBehaviour = false;
        return done is null ? null : word == "has_done" ? new Did(done) : new Not(new Did(done));
    }

    private Filter? ReadLeaf(ApiOperator asks, JsonElement element, string at)
    {
        if (element.GetArrayLength() is not (3 or 4) || JsonText.Of(element[1]) is not { } dimension)
        {
            return Refuse<Filter>($"{at}: [\"{asks.Name}\", dimension, values].");
        }

        if (dimension == "segment")
        {
            return Refuse<Filter>($"{at}: segments can't be asked for; say their filters instead.");
        }

        if (element[2].ValueKind != JsonValueKind.Array || element[2].GetArrayLength() == 0)
        {
            return Refuse<Filter>($"{at}[2]: a list of at least one value.");
        }

        var texts = new List<string>();
        foreach (var value in element[2].EnumerateArray())
        {
            if (JsonText.Of(value) is not { } text)
            {
                return Refuse<Filter>($"{at}[2]: values are texts.");
            }

            texts.Add(text);
        }

        return element.GetArrayLength() == 3 ? Ask(at, asks, dimension, texts, false)
            : IgnoresCase(element[3], at + "[3]") is { } ignores ? Ask(at, asks, dimension, texts, ignores)
            : null;
    }

    private bool? IgnoresCase(JsonElement modifiers, string at)
    {
        var isKnown = modifiers.ValueKind == JsonValueKind.Object && modifiers.EnumerateObject().All(static modifier =>
            modifier.NameEquals("case_sensitive") && modifier.Value.ValueKind is JsonValueKind.True or JsonValueKind.False);
        if (!isKnown)
        {
            Refuse<Filter>($"{at}: {{\"case_sensitive\": true or false}} and nothing else.");
            return null;
        }

        return modifiers.TryGetProperty("case_sensitive", out var isSensitive) && !isSensitive.GetBoolean();
    }

    private T? Refuse<T>(string problem)
        where T : class
    {
        Problem = Problem.Length == 0 ? problem : Problem;
        return null;
    }
}
