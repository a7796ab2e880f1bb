namespace Seyr.Tests.Chaos;

/// <summary>Holds what the store has against what was sent. Each kind of wrong is told with its number and a few examples.</summary>
internal sealed class Verdict(int seed, IEnumerable<Person> people, StoredEvents stored)
{
    private const int Examples = 3;
    private const uint SecondsADay = 86_400;

    private readonly Dictionary<int, Person> people = people.ToDictionary(static person => person.Number);
    private readonly List<string> wrong = [];

    /// <summary>What is wrong; empty: nothing.</summary>
    public string Wrong => string.Join('\n', wrong);

    /// <summary>Acknowledged: exactly once. Sent: once at most. Not sent: not there.</summary>
    /// <param name="mayMiss">Acknowledged events that may be missing, by their paths: those that were dropped and counted.</param>
    public Verdict Events(Func<string, bool>? mayMiss = null)
    {
        var times = stored.Rows.CountBy(static row => row.Path).ToDictionary();
        Add("stored, but never sent", times.Keys.Where(path => Person.Owner(seed, path) is not var (number, n) || !people.TryGetValue(number, out var person) || n >= person.Sent.Count));
        Add("stored more than once", times.Where(static path => path.Value > 1).Select(static path => $"{path.Key} {path.Value} times"));
        Add("acknowledged, but lost", people.Values.SelectMany(static person => person.Sent.Select((fate, n) => (Path: person.Path(n), fate)))
            .Where(sent => sent.fate == Fate.Acknowledged && !times.ContainsKey(sent.Path) && mayMiss?.Invoke(sent.Path) != true).Select(static sent => sent.Path));
        return this;
    }

    /// <summary>Each visitor made one visit, whatever happened to the server; its numbers are those of its rows.</summary>
    public Verdict Visits()
    {
        var visits = stored.Rows.GroupBy(row => Person.Owner(seed, row.Path)?.Number ?? -1).Select(static of => (Rows: of.ToList(), Who: $"visitor {of.Key}")).ToList();
        void Expect(string what, Func<List<StoredEvent>, bool> holds) => Add(what, visits.Where(visit => !holds(visit.Rows)).Select(static visit => visit.Who));

        Expect("visitors with several ids", static rows => rows.DistinctBy(static row => row.Visitor).Count() == 1);
        Expect("visits that were split", static rows => rows.DistinctBy(static row => row.Visit).Count() == 1);
        Expect("visits that don't begin with their first event", static rows => rows.All(row => row.Start == rows.Min(static row => row.Time)));
        Expect("visits that don't count as one", static rows => rows.Count(static row => row.Visits == 1) == 1 && rows.Count(static row => row.Visits == 0) == rows.Count - 1);
        Expect("visits whose bounce is wrong", static rows => rows.Sum(static row => row.Bounces) == (rows.Count == 1 ? 1 : 0));
        Expect("visits whose duration is wrong", static rows => rows.Sum(static row => row.Duration) == rows.Max(static row => row.Time) - rows.Min(static row => row.Time));
        Expect("visits with another entry page than their first event's", static rows => rows.All(row => row.EntryPage == rows.Find(static first => first.Visits == 1)?.Path));
        return this;
    }

    /// <summary>The rollup says what counting the events says.</summary>
    public Verdict Days()
    {
        var counted = stored.Rows.GroupBy(static row => (row.Site, Day: row.Time / SecondsADay))
            .Select(static day => new StoredDay(day.Key.Site, day.Key.Day, day.Count(), day.Count(static row => row.Name == "pageview"))).ToHashSet();
        Add("days of the rollup that counting doesn't find", stored.Days.Where(day => !counted.Contains(day)).Select(static day => day.ToString()));
        Add("days that the rollup doesn't have", counted.Except(stored.Days).Select(static day => day.ToString()));
        return this;
    }

    /// <summary>Each organisation's use of its quota is the number of its rows.</summary>
    public async Task<Verdict> QuotaAsync(string data)
    {
        Add("organisations whose usage is wrong", (await Usage.ReadAsync(data)).Select(of => (Counted: of.Events, Stored: stored.Rows.Count(row => of.Sites.Contains(row.Site)), of.Organisation))
            .Where(static of => of.Counted != of.Stored).Select(static of => $"organisation {of.Organisation}: {of.Counted} counted, {of.Stored} stored"));
        return this;
    }

    private void Add(string what, IEnumerable<string> which)
    {
        var all = which.ToList();
        if (all.Count > 0)
        {
            wrong.Add($"{all.Count} {what}: {string.Join(", ", all.Take(Examples))}");
        }
    }
}
