using System.CommandLine;
using Seyr.Storage;

namespace Seyr.Host;

/// <summary>The commands: <c>serve</c> (also without a word), <c>provision</c>, <c>migrate</c>, <c>payments</c>, <c>demo</c>.</summary>
internal static class CommandLine
{
    private static readonly Option<string?> Config = new("--config") { Description = "The configuration file; else seyr.json beside the program.", Recursive = true };

    public static async Task<int> RunAsync(string[] args)
    {
        var root = new RootCommand("Seyr: web analytics without cookies and without personal data.") { Config };
        Act(root, static (options, _, cancel) => Serve.RunAsync(options, cancel));
        root.Subcommands.Add(ServeCommand());
        root.Subcommands.Add(ProvisionCommand());
        root.Subcommands.Add(MigrateCommand());
        root.Subcommands.Add(PaymentsCommand());
        root.Subcommands.Add(DemoCommand());
        return await root.Parse(args).InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null });
    }

    private static Command ServeCommand()
    {
        var command = new Command("serve", "Runs the server. This is also what happens without a command.");
        Act(command, static (options, _, cancel) => Serve.RunAsync(options, cancel));
        return command;
    }

    private static Command ProvisionCommand()
    {
        var email = new Option<string>("--email") { Description = "The owner's e-mail address.", Required = true };
        var organisation = new Option<string>("--organisation") { Description = "The organisation's name.", Required = true };
        var domain = new Option<string>("--domain") { Description = "The site's domain, such as example.com.", Required = true };
        var timeZone = new Option<string>("--timezone") { Description = "The site's reporting time zone (IANA).", DefaultValueFactory = static _ => "Etc/UTC" };
        var monthlyEvents = new Option<string?>("--monthly-events")
        {
            Description = "How many events the organisation may use a month (UTC); 0: no limit; default: the server's setting.",
        };
        var quota = new Option<string?>("--quota")
        {
            Description = "Past that: soft (counted, and the owner is told), block (not counted until the next month), or default.",
        };
        var newApiKey = new Option<bool>("--new-api-key") { Description = "Makes another API key; else one is made only where the organisation has none." };
        var command = new Command(
            "provision",
            "Makes what is missing of an owner, an organisation and a site, and prints one line of JSON. "
            + "A new owner's password is read from standard input. Safe to repeat; also beside a running server.")
        {
            email, organisation, domain, timeZone, monthlyEvents, quota, newApiKey,
        };
        Act(command, (options, parsed, cancel) => Provision.RunAsync(
            options, parsed.GetValue(email)!, parsed.GetValue(organisation)!, parsed.GetValue(domain)!, parsed.GetValue(timeZone)!,
            parsed.GetValue(monthlyEvents), parsed.GetValue(quota), parsed.GetValue(newApiKey), cancel));
        return command;
    }

    private static Command MigrateCommand()
    {
        var command = new Command("migrate", "Brings the schemas of both stores up to date, and ends. The server does the same when it starts.");
        Act(command, static (options, _, cancel) => Migrate.RunAsync(options, cancel));
        return command;
    }

    private static Command PaymentsCommand()
    {
        var accept = new Option<string?>("--accept") { Description = "The id of one that the provider finds risky, and somebody has looked at: it is taken." };
        var command = new Command("payments", "Lists the payments that need a person, a line each. Also beside a running server, which takes what is accepted within seconds.")
        {
            accept,
        };
        Act(command, (options, parsed, cancel) => Payments.RunAsync(options, parsed.GetValue(accept), cancel));
        return command;
    }

    private static Command DemoCommand()
    {
        var command = new Command("demo", "Serves a demo site with 90 days of traffic from a temporary directory, which goes when it stops.");
        Act(command, static (options, _, cancel) => Demo.RunAsync(options, cancel));
        return command;
    }

    /// <summary>What the person at the keyboard can mend is said in a sentence; anything else is a bug and keeps its trace.</summary>
    private static void Act(Command command, Func<SeyrOptions, ParseResult, CancellationToken, Task> action) =>
        command.SetAction(async (parsed, cancel) =>
        {
            try
            {
                await action(Configuration.Read(parsed.GetValue(Config)), parsed, cancel);
                return 0;
            }
            catch (StartException e)
            {
                await Console.Error.WriteLineAsync(e.Message);
                return 1;
            }
        });
}
