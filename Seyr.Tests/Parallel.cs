// Fixtures run beside each other, the tests within one in their order. NUnit runs all that may first, and then, one by one on a quiet machine,
// those that are [NonParallelizable]. That is a fixture which
// - measures: time, memory, allocations, how a page comes into a browser (Architecture/ParallelTests knows them by their calls);
// - changes what the process has once: environment variables, the engine's settings;
// - kills a program at moments that hang on how fast it is, or fills a disk against time.
// Any other owns what it touches: a directory, a database, a server at a port of its own, a browser's context. What is written to a folder of all
// has a name of its own; what the process starts once (Support/) it starts under a lock; a port to be known beforehand comes from Ports.
[assembly: Parallelizable(ParallelScope.Fixtures)]

// As many as there are cores in CI: three were measured to be busy 1.9 of two, and to get in each other's way.
[assembly: LevelOfParallelism(2)]
