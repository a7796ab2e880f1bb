using System.Net;

namespace Seyr.Tests.Stats;

/// <summary>The Stats API's first version: the questions of the public documentation, of a week that anybody can count.</summary>
internal sealed class ApiV1Tests
{
    private const string Week = "site_id=ann.test&period=custom&date=2026-11-18,2026-11-24";

    private ApiWorld world = null!;

    [OneTimeSetUp]
    public async Task Start() => world = await ApiWorld.StartAsync();

    [OneTimeTearDown]
    public async Task Stop() => await world.DisposeAsync();

    [TestCase("realtime/visitors?site_id=ann.test", "0")]
    [TestCase("aggregate?WEEK", """{"results":{"visitors":{"value":3}}}""")]
    [TestCase("aggregate?WEEK&metrics=visitors,pageviews,bounce_rate,visit_duration,events,views_per_visit,visits",
        """{"results":{"visitors":{"value":3},"pageviews":{"value":4},"bounce_rate":{"value":33},"visit_duration":{"value":90},"events":{"value":7},"views_per_visit":{"value":1.33},"visits":{"value":3}}}""")]
    [TestCase("aggregate?WEEK&metrics=visitors,bounce_rate&compare=previous_period", """{"results":{"visitors":{"value":3,"change":200},"bounce_rate":{"value":33,"change":-67}}}""")]
    [TestCase("aggregate?WEEK&filters=visit:source==Google;visit:country==US|FR", """{"results":{"visitors":{"value":1}}}""")]
    [TestCase("aggregate?WEEK&filters=event:page!=/blog/*", """{"results":{"visitors":{"value":2}}}""")]
    [TestCase("aggregate?WEEK&filters=event:goal==Visit /blog/*", """{"results":{"visitors":{"value":1}}}""")]
    [TestCase("aggregate?WEEK&filters=event:goal==Signup&metrics=visitors,conversion_rate", """{"results":{"visitors":{"value":1},"conversion_rate":{"value":33.33}}}""")]
    [TestCase("aggregate?WEEK&filters=event:props:plan==pro", """{"results":{"visitors":{"value":1}}}""")]
    [TestCase("aggregate?site_id=ann.test&period=day&date=2026-11-20", """{"results":{"visitors":{"value":2}}}""")]
    [TestCase("timeseries?site_id=ann.test&period=custom&date=2026-11-19,2026-11-21", """{"results":[{"date":"2026-11-19","visitors":0},{"date":"2026-11-20","visitors":2},{"date":"2026-11-21","visitors":1}]}""")]
    [TestCase("timeseries?site_id=ann.test&period=custom&date=2026-09-01,2026-11-30&interval=month&metrics=visitors,pageviews",
        """{"results":[{"date":"2026-09-01","visitors":0,"pageviews":0},{"date":"2026-10-01","visitors":0,"pageviews":0},{"date":"2026-11-01","visitors":4,"pageviews":5}]}""")]
    [TestCase("timeseries?site_id=ann.test&period=custom&date=2026-11-20,2026-11-21&filters=event:goal==Purchase&metrics=conversion_rate",
        """{"results":[{"date":"2026-11-20","conversion_rate":50},{"date":"2026-11-21","conversion_rate":100}]}""")]
    [TestCase("breakdown?WEEK&property=visit:source", """{"results":[{"source":"Google","visitors":2},{"source":"Direct / None","visitors":1}]}""")]
    [TestCase("breakdown?WEEK&property=visit:source&limit=1&page=2", """{"results":[{"source":"Direct / None","visitors":1}]}""")]
    [TestCase("breakdown?WEEK&property=event:page&metrics=visitors,pageviews&limit=1", """{"results":[{"page":"/","visitors":2,"pageviews":2}]}""")]
    [TestCase("breakdown?WEEK&property=event:goal&metrics=visitors,events,conversion_rate&limit=1", """{"results":[{"goal":"Purchase","visitors":2,"events":2,"conversion_rate":66.67}]}""")]
    [TestCase("breakdown?WEEK&property=event:props:plan&filters=event:goal==Signup&metrics=visitors,events", """{"results":[{"plan":"pro","visitors":1,"events":1}]}""")]
    public async Task Questions_are_answered(string question, string expected)
    {
        var (status, answer) = await world.GetAsync("/api/v1/stats/" + question.Replace("WEEK", Week, StringComparison.Ordinal));
        Assert.That((status, answer), Is.EqualTo((HttpStatusCode.OK, expected)));
    }

    [TestCase("aggregate?period=7d", "site_id: ")]
    [TestCase("aggregate?site_id=ann.test&period=eon", "period, date: ")]
    [TestCase("aggregate?site_id=ann.test&period=custom", "period, date: ")]
    [TestCase("aggregate?site_id=ann.test&period=day&date=2026-13-01", "period, date: ")]
    [TestCase("aggregate?site_id=ann.test&period=day&date=0001-01-01", "period, date: ")]
    [TestCase("aggregate?site_id=ann.test&metrics=hits", "metrics: ")]
    [TestCase("aggregate?site_id=ann.test&compare=never", "compare: ")]
    [TestCase("aggregate?site_id=ann.test&filters=visit:source", "filters: ")]
    [TestCase("aggregate?site_id=ann.test&filters=visit:shoe==1", "filters: there is no dimension ")]
    [TestCase("aggregate?site_id=ann.test&filters=event:goal==Nothing", "filters: the site has no goal ")]
    [TestCase("aggregate?site_id=ann.test&metrics=conversion_rate", "metrics: conversion_rate needs event:goal")]
    [TestCase("timeseries?site_id=ann.test&interval=eon", "interval: ")]
    [TestCase("timeseries?site_id=ann.test&interval=minute", "include.time_labels: ")]
    [TestCase("breakdown?site_id=ann.test", "property: ")]
    [TestCase("breakdown?site_id=ann.test&property=time:day", "property: ")]
    [TestCase("breakdown?site_id=ann.test&property=event:page&limit=1001", "limit: 1 to 1000")]
    [TestCase("breakdown?site_id=ann.test&property=event:page&page=0", "page: 1 to ")]
    public async Task What_is_wrong_is_named(string question, string problem)
    {
        var (status, answer) = await world.GetAsync("/api/v1/stats/" + question);
        Assert.That(status, Is.EqualTo(HttpStatusCode.BadRequest), answer);
        Assert.That(answer, Does.StartWith("{\"error\":\"" + problem));
    }
}
