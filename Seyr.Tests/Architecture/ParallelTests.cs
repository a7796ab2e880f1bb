using System.Text.RegularExpressions;
using Seyr.Tests.Support;

namespace Seyr.Tests.Architecture;

/// <summary>What another fixture's work would change is measured alone: <c>Parallel.cs</c> has the rule.</summary>
public sealed class ParallelTests
{
    private const string Alone = "[NonParallelizable]";

    /// <summary>Calls that measure, or that change what the process has once.</summary>
    private static readonly Regex Calls = new(
        @"\b(Stopwatch|TimeProvider\.System)\.(StartNew|GetTimestamp)\(|\bGC\.(Get\w*AllocatedBytes\w*|Collect)\(|\bSetEnvironmentVariable\(|\b(Tmpfs\.Mount|PageLoad\.MeasureAsync|ProcessFiles\.ResidentKilobytes)\(");

    [Test]
    public void Whoever_measures_or_changes_the_process_runs_alone()
    {
        var found = Repository.Files(".cs", "Seyr.Tests").Where(static path => path.EndsWith("Tests.cs", StringComparison.Ordinal) && Calls.IsMatch(Repository.Text(path))).ToList();
        Assert.That(found, Has.Count.GreaterThan(10), "the calls are still called so");
        Assert.That(found.Where(static path => !Repository.Text(path).Contains(Alone, StringComparison.Ordinal)), Is.Empty, $"each needs {Alone}");
    }
}
