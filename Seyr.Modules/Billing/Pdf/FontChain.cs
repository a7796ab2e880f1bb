using System.Globalization;

namespace Seyr.Billing.Pdf;

/// <summary>Fonts of one weight: each letter is set with the first that has it.</summary>
internal sealed class FontChain(params DocumentFont[] fonts) : IDisposable
{
    private static readonly char[] Spaces = [' ', '\t', '\r'];

    /// <summary>Whether there is a font for each letter of a text.</summary>
    public bool Has(string text) => text.Split([.. Spaces, '\n']).SelectMany(Letters).All(letter => fonts.Any(font => font.Has(letter)));

    /// <summary>One line.</summary>
    public TextLine Set(string text, float size)
    {
        var pieces = new List<(DocumentFont Font, string Text)>();
        foreach (var letter in Letters(text))
        {
            var font = Array.Find(fonts, font => font.Has(letter)) ?? fonts[0];
            if (pieces.Count > 0 && pieces[^1].Font == font)
            {
                pieces[^1] = (font, pieces[^1].Text + letter);
            }
            else
            {
                pieces.Add((font, letter));
            }
        }

        return new TextLine([.. pieces.Select(piece => piece.Font.Shape(piece.Text, size))]);
    }

    /// <summary>As many lines as a width takes: broken at spaces, and in words only where one is wider than that.</summary>
    public IReadOnlyList<TextLine> Wrap(string text, float size, float width)
    {
        var lines = new List<TextLine>();
        foreach (var paragraph in text.Split('\n'))
        {
            var line = "";
            foreach (var word in paragraph.Split(Spaces, StringSplitOptions.RemoveEmptyEntries))
            {
                var rest = line.Length == 0 ? word : $"{line} {word}";
                if (line.Length > 0 && Set(rest, size).Width > width)
                {
                    lines.Add(Set(line, size));
                    rest = word;
                }

                while (Fitting(rest, size, width) is var fitting && fitting.Length < rest.Length)
                {
                    lines.Add(Set(fitting, size));
                    rest = rest[fitting.Length..];
                }

                line = rest;
            }

            lines.Add(Set(line, size));
        }

        return lines;
    }

    public void Dispose()
    {
        foreach (var font in fonts)
        {
            font.Dispose();
        }
    }

    /// <summary>How much of a text a width takes: at least one letter.</summary>
    private string Fitting(string text, float size, float width)
    {
        var fitting = text;
        while (Set(fitting, size).Width > width && Letters(fitting) is { Count: > 1 } letters)
        {
            fitting = fitting[..^letters[^1].Length];
        }

        return fitting;
    }

    /// <summary>What people call a letter: with all that is written around it.</summary>
    private static List<string> Letters(string text)
    {
        var letters = new List<string>();
        for (var elements = StringInfo.GetTextElementEnumerator(text); elements.MoveNext();)
        {
            letters.Add(elements.GetTextElement());
        }

        return letters;
    }
}
