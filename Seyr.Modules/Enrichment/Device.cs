namespace Seyr.Enrichment;

/// <summary>What a user agent tells about the browser and the machine it runs on. What it does not tell is an empty string.</summary>
/// <param name="Browser">The browser as uap-core names it, its mobile and embedded variants folded into it: "Chrome", "Safari".</param>
/// <param name="System">The operating system without its version: "Windows", "macOS", "iOS", "Android", "Ubuntu".</param>
/// <param name="Type">"Desktop", "Mobile", "Tablet", or empty; <see cref="DeviceType"/> has the rule.</param>
/// <param name="Bot">Whether it is a program without a person, as far as it says so.</param>
public sealed record Device(string Browser, string System, string Type, BotKind Bot);
