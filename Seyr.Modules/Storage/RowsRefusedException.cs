namespace Seyr.Storage;

/// <summary>The store can't read rows that it was given: sending them again is of no use. The cause may quote them; don't log it.</summary>
public sealed class RowsRefusedException(Exception cause) : Exception("The event store can't read these rows.", cause);
