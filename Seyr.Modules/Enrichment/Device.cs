namespace Seyr.Enrichment;

/// <summary>What a user agent tells about the browser and the machine it runs on. What it does not tell is an empty string.</summary>
/// <param name="Browser">The browser as uap-core names it, its mobile and embedded variants folded into it: "Chrome", "Safari".</param>
/// <param name="BrowserVersion">The browser's main version: "131".</param>
/// <param name="System">The operating system without its version: "Windows", "macOS", "iOS", "Android", "Ubuntu".</param>
/// <param name="SystemVersion">The system's first two numbers: "10", "10.15", "18.1". Some browsers say the same one for ever.</param>
/// <param name="Type">"Desktop", "Mobile", "Tablet", or empty; <see cref="DeviceType"/> has the rule.</param>
/// <param name="Bot">Whether it is a program without a person, as far as it says so.</param>
public sealed record Device(string Browser, string BrowserVersion, string System, string SystemVersion, string Type, BotKind Bot);
