using Seyr.Host;

return await CommandLine.RunAsync(args);
