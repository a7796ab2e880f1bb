namespace Seyr.Tests.Billing;

/// <summary>Ends what runs at a step, as the end of the process would: what isn't committed by then is not done.</summary>
internal sealed class Ending
{
    private int steps;
    private int at;

    /// <summary>From now on, it ends at the step of this number, once.</summary>
    public void At(int step) => (steps, at) = (0, step);

    public void Step()
    {
        if (++steps == at)
        {
            throw new EndedException();
        }
    }

    internal sealed class EndedException : Exception;
}
