using System.Runtime.Versioning;
using Seyr.Ingest;
using Seyr.Storage;

namespace Seyr.Tests.Ingest;

[Platform("Linux")]
[SupportedOSPlatform("linux")]
[NonParallelizable]
public sealed class SaltFileTests
{
    private const string Variable = "RUNTIME_DIRECTORY";

    private DataDirectory data = null!;
    private string? before;

    [SetUp]
    public void Open()
    {
        data = DataDirectory.Open(Directory.CreateTempSubdirectory("seyr-data-").FullName);
        before = Environment.GetEnvironmentVariable(Variable);
        Environment.SetEnvironmentVariable(Variable, null);
    }

    [TearDown]
    public void Close()
    {
        Environment.SetEnvironmentVariable(Variable, before);
        data.Dispose();
        Directory.Delete(data.Path, recursive: true);
    }

    [Test]
    public void Directory_that_is_not_memory_is_refused_and_named_by_its_key([Values("/proc", "/sys", "/nowhere/at/all", "relative")] string directory) =>
        Assert.That(
            Assert.Throws<StartException>(() => SaltFile.Choose(new IngestOptions { SaltDirectory = directory }, data))!.Message,
            Does.StartWith("Ingest:SaltDirectory"));

    [Test]
    public void Disk_is_refused()
    {
        var disk = AppContext.BaseDirectory;
        Assume.That(new DriveInfo(disk).DriveFormat, Is.Not.EqualTo("tmpfs"));
        Assert.Throws<StartException>(() => SaltFile.Choose(new IngestOptions { SaltDirectory = disk }, data));

        var link = $"/dev/shm/seyr-test-{Guid.NewGuid():N}";
        Directory.CreateSymbolicLink(link, disk);
        try
        {
            Assert.Throws<StartException>(() => SaltFile.Choose(new IngestOptions { SaltDirectory = link }, data));
        }
        finally
        {
            Directory.Delete(link);
        }
    }

    [Test]
    public void Word_memory_means_no_file() => Assert.That(SaltFile.Choose(new IngestOptions { SaltDirectory = "memory" }, data), Is.Null);

    [Test]
    public void Directory_of_the_service_manager_goes_before_shared_memory_when_it_is_memory()
    {
        var directory = Directory.CreateDirectory($"/dev/shm/seyr-test-{Guid.NewGuid():N}").FullName;
        try
        {
            Environment.SetEnvironmentVariable(Variable, directory);
            Assert.That(Path.GetDirectoryName(SaltFile.Choose(new IngestOptions(), data)), Is.EqualTo(directory));
            Environment.SetEnvironmentVariable(Variable, "/proc");
            Assert.That(Path.GetDirectoryName(SaltFile.Choose(new IngestOptions(), data)), Is.EqualTo("/dev/shm"));
        }
        finally
        {
            Directory.Delete(directory);
        }
    }

    [Test]
    public void Two_data_directories_have_two_files()
    {
        using var other = DataDirectory.Open(Path.Combine(data.Path, "other"));
        var options = new IngestOptions { SaltDirectory = "/dev/shm" };
        Assert.That(SaltFile.Choose(options, other), Is.Not.EqualTo(SaltFile.Choose(options, data)));
        Assert.That(SaltFile.Choose(options, data), Is.EqualTo(SaltFile.Choose(options, data)));
    }
}
