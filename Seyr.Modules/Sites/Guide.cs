namespace Seyr.Sites;

/// <summary>How a site's line gets into what the site is made with.</summary>
/// <param name="Title">What it is made with.</param>
/// <param name="Steps">What to do, step by step.</param>
/// <param name="Code">What to paste.</param>
/// <param name="Note">What else is to be known; empty: nothing.</param>
internal sealed record Guide(string Title, IReadOnlyList<string> Steps, string Code, string Note = "")
{
    /// <summary>The guides, with a site's own line filled in.</summary>
    public static IReadOnlyList<Guide> Of(Uri server, string domain)
    {
        var line = Snippet.For(server, domain);
        var script = new Uri(server, "s.js").AbsoluteUri;
        return
        [
            new(
                "WordPress",
                [
                    "Install a plugin that adds code to the head, such as WPCode.", "Code Snippets → Header & Footer: paste this into Header.",
                    "Save, and empty the cache of your caching plugin, if you have one.",
                ],
                line, "Without a plugin: into header.php of a child theme, before </head>."),
            new(
                "Shopify", ["Online Store → Themes → ⋯ → Edit code.", "In layout/theme.liquid, paste this before </head>.", "Save."],
                line, "Shopify's checkout doesn't use the theme, so its pages are not counted."),
            new("Webflow", ["Site settings → Custom code.", "Paste this into Head code.", "Save changes, and publish the site."], line),
            new("Squarespace", ["Settings → Developer tools → Code injection.", "Paste this into Header.", "Save."], line),
            new("Wix", ["Settings → Custom code → Add custom code, under Head.", "Paste this, choose All pages and Load code once.", "Apply."], line),
            new("Ghost", ["Settings → Code injection.", "Paste this into Site header.", "Save."], line),
            new(
                "Next.js, React",
                ["Next.js: into the <head> of app/layout.tsx, or of pages/_document.tsx.", "React with Vite: into the <head> of index.html.", "Build and deploy."],
                line, "Routes that change without a new page are counted by themselves."),
            new(
                "Hugo, Jekyll",
                ["Hugo: into the <head> of layouts/_default/baseof.html, or the theme's partial for it.", "Jekyll: into _includes/head.html.", "Build and deploy."],
                line),
            new(
                "Google Tag Manager",
                [
                    "Tags → New → Custom HTML.", "Paste this, which keeps what the tag manager would take off the line.",
                    "Trigger: Initialization - All Pages. Save, submit and publish.",
                ],
                $"<script>\n  var s = document.createElement('script');\n  s.src = '{script}';\n  s.dataset.domain = '{domain}';\n  document.head.appendChild(s);\n</script>"),
        ];
    }

    /// <summary>The same through the site's own host.</summary>
    public static IReadOnlyList<Guide> OfProxies(Uri server, string domain)
    {
        var line = $"<script defer src=\"/js/s.js\" data-domain=\"{domain}\"></script>";
        var host = server.Authority;
        var start = server.AbsoluteUri;
        return
        [
            new(
                "nginx", ["Into the server of your site:"],
                $$"""
                location = /js/s.js {
                    proxy_pass {{start}}s.js;
                    proxy_set_header Host {{host}};
                    proxy_ssl_server_name on;
                }
                location = /js/i {
                    proxy_pass {{start}}i;
                    proxy_set_header Host {{host}};
                    proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
                    proxy_ssl_server_name on;
                }
                """,
                line),
            new(
                "Caddy", ["Into the block of your site:"],
                $$"""
                @seyr path /js/s.js /js/i
                handle @seyr {
                    uri strip_prefix /js
                    reverse_proxy {{server.GetLeftPart(UriPartial.Authority)}} {
                        header_up Host {{host}}
                    }
                }
                """,
                line),
        ];
    }
}
