using System.Net;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Seyr.Host;
using Seyr.Tests.Ingest;
using Seyr.Tests.Support;

namespace Seyr.Tests.Billing;

/// <summary>Who runs Seyr for themselves never sees a word of billing.</summary>
public sealed class BillingOffTests
{
    [Test]
    public async Task Without_plans_there_is_nothing_of_it()
    {
        var data = Directory.CreateTempSubdirectory("seyr-no-billing-").FullName;
        var options = new SeyrOptions { Listen = "http://127.0.0.1:0", DataDirectory = data };
        options.Ingest.SaltDirectory = "memory";
        Assert.That(options.Problems(), Is.Empty);
        await using (var server = await WholeServer.StartAsync(options, TestEngine.NewDatabaseName(), new FakeTimeProvider(TimeProvider.System.GetUtcNow()), new LogList()))
        {
            using var owner = new Visitor(server.Address);
            await owner.SignInAsync("ann@ann.test", "correct horse battery");
            Assert.That(await owner.GetTextAsync("/organisations/1"), Does.Contain("Members").And.Not.Contains("payment"));
            Assert.That((await owner.GetAsync("/organisations/1/billing")).StatusCode, Is.EqualTo(HttpStatusCode.NotFound));
            Assert.That((await owner.PostAsync("/billing/ipn")).StatusCode, Is.EqualTo(HttpStatusCode.NotFound));
            Assert.That((await owner.GetAsync("/assets/billing.css")).StatusCode, Is.EqualTo(HttpStatusCode.NotFound));
            Assert.That((await owner.GetAsync("/operator")).StatusCode, Is.EqualTo(HttpStatusCode.NotFound));
            var routes = server.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>().Select(static endpoint => endpoint.RoutePattern.RawText);
            Assert.That(routes, Has.None.Contains("billing").And.None.Contains("invoices").And.None.Contains("operator").And.None.Contains("credit-notes"));
        }

        Directory.Delete(data, recursive: true);
    }
}
