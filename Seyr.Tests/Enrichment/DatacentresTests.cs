using System.Net;
using Seyr.Enrichment;
using Seyr.Tests.Support;

namespace Seyr.Tests.Enrichment;

public sealed class DatacentresTests
{
    private readonly List<string> complaints = [];
    private TestDatabases databases = null!;

    [SetUp]
    public void Write()
    {
        databases = TestDatabases.New();
        complaints.Clear();
    }

    [TearDown]
    public void Delete() => Directory.Delete(databases.Directory, recursive: true);

    [TestCase(TestDatabases.InDatacentre, true)]
    [TestCase("::ffff:" + TestDatabases.InDatacentre, true)]
    [TestCase("2600:1900:4000::1", true)]
    [TestCase(TestDatabases.NotInDatacentre, false)]
    [TestCase("8.8.8.8", false, Description = "it knows nothing of it")]
    [TestCase("10.1.2.3", false, Description = "private, whatever the database says")]
    [TestCase("127.0.0.1", false)]
    [TestCase("fe80::1", false)]
    public void Network_is_a_datacentres_when_its_number_is_on_the_list(string address, bool isDatacentre)
    {
        using var datacentres = New();
        Assert.That(datacentres.Contains(IPAddress.Parse(address)), Is.EqualTo(isDatacentre));
        Assert.That(complaints, Is.Empty);
    }

    [Test]
    public void Without_files_no_network_is() =>
        Assert.That(new Datacentres("", "", databases.Directory, TimeProvider.System).Contains(IPAddress.Parse(TestDatabases.InDatacentre)), Is.False);

    [TestCase("as13335", true)]
    [TestCase("AS396982", false)]
    [TestCase("396982", false)]
    [TestCase("AS396982, Google", true, Description = "not a list of numbers: the old one holds on")]
    [TestCase("-1", true)]
    [TestCase("99999999999", true)]
    public void Changed_list_holds_from_then_on_when_it_is_one(string line, bool isOther)
    {
        using var datacentres = New();
        File.WriteAllText(databases.Numbers, "20712\n" + line);
        datacentres.Look();
        var isList = complaints.Count == 0;
        Assert.That(datacentres.Contains(IPAddress.Parse(TestDatabases.NotInDatacentre)), Is.EqualTo(isList));
        Assert.That(datacentres.Contains(IPAddress.Parse(TestDatabases.InDatacentre)), Is.EqualTo(!isList || !isOther));
    }

    [Test]
    public void Database_of_cities_is_none_of_networks()
    {
        using var datacentres = new Datacentres(databases.Cities, databases.Numbers, databases.Directory, TimeProvider.System, (path, why) => complaints.Add($"{path}: {why}"));
        Assert.That(datacentres.Contains(IPAddress.Parse(TestDatabases.InDatacentre)), Is.False);
        Assert.That(complaints, Has.Count.EqualTo(1));
    }

    private Datacentres New() => new(databases.Networks, databases.Numbers, databases.Directory, TimeProvider.System, (path, why) => complaints.Add($"{path}: {why}"));
}
