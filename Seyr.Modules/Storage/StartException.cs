namespace Seyr.Storage;

/// <summary>Why Seyr can't start, in words for the person who started it: shown without a stack trace.</summary>
public sealed class StartException(string message, Exception? inner = null) : Exception(message, inner);
