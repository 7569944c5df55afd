extension ReportPage {
  /// Mustache; every value is escaped but the style, which is ours.
  static let template = """
    <!DOCTYPE html>
    <html lang="en">
    <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="color-scheme" content="light dark">
    <title>{{title}}</title>
    <style>{{{style}}}</style>
    </head>
    <body{{#isWide}} class="wide"{{/isWide}}>
    <header>
    <h1>{{title}}</h1>
    <p class="muted">{{subtitle}}</p>
    <nav aria-label="Contents">{{#sections}}<a href="#{{id}}">{{title}}</a> {{/sections}}</nav>
    </header>
    <main>
    {{#sections}}
    <section id="{{id}}">
    <h2>{{title}}</h2>
    {{#introduction}}<p>{{introduction}}</p>{{/introduction}}
    <div class="columns">
    {{#columns}}
    <div class="column">
    {{#heading}}<h3 class="run">{{heading}}</h3>{{/heading}}
    {{#blocks}}
    {{#subheading}}<h3>{{subheading}}</h3>{{/subheading}}
    {{#text}}<p>{{text}}</p>{{/text}}
    {{#code}}<pre tabindex="0">{{code}}</pre>{{/code}}
    {{#folded}}<details><summary>{{name}}</summary><pre tabindex="0">{{code}}</pre></details>{{/folded}}
    {{#table}}
    <p class="title">{{title}}</p>
    <div class="table" tabindex="0">
    <table aria-label="{{title}}">
    <thead><tr>{{#headings}}<th scope="col"{{#isWord}} class="word"{{/isWord}}>{{text}}</th>{{/headings}}</tr></thead>
    <tbody>
    {{#rows}}<tr>{{#cells}}{{#isName}}<th scope="row">{{value}}</th>{{/isName}}{{^isName}}<td{{#isWord}} class="word"{{/isWord}}>\
    {{value}}{{#interval}} <small>{{interval}}</small>{{/interval}}</td>{{/isName}}{{/cells}}</tr>
    {{/rows}}</tbody>
    </table>
    </div>
    {{#notes}}<p class="note">{{.}}</p>{{/notes}}
    {{/table}}
    {{#figure}}
    <figure>
    <picture><source media="(max-width: 600px)" srcset="{{phone}}"><img src="{{page}}" alt="{{title}}. {{caption}}"></picture>
    <figcaption>{{caption}}</figcaption>
    </figure>
    {{/figure}}
    {{#sound}}<p class="sound">{{label}}<br><audio controls preload="none" src="{{source}}"></audio></p>{{/sound}}
    {{/blocks}}
    </div>
    {{/columns}}
    </div>
    </section>
    {{/sections}}
    </main>
    </body>
    </html>

    """

  static let style = """

    :root { color-scheme: light dark; --ink: #1f2328; --muted: #59636e; --paper: #fff; --line: #d1d9e0; --soft: #f6f8fa; --link: #0969da; }
    @media (prefers-color-scheme: dark) {
      :root { --ink: #e6edf3; --muted: #9198a1; --paper: #0d1117; --line: #3d444d; --soft: #151b23; --link: #4493f8; }
    }
    body { margin: 0 auto; padding: 1rem; max-width: 64rem; font: 1rem/1.5 system-ui, sans-serif; color: var(--ink); background: var(--paper); }
    body.wide { max-width: 100rem; }
    h1 { font-size: 1.6rem; line-height: 1.2; margin: .5rem 0; overflow-wrap: anywhere; }
    h2 { font-size: 1.3rem; margin: 2.5rem 0 .5rem; padding-top: .5rem; border-top: 1px solid var(--line); }
    h3 { font-size: 1.05rem; margin: 1.5rem 0 .5rem; overflow-wrap: anywhere; }
    h3.run { color: var(--muted); }
    p { margin: .5rem 0; max-width: 48rem; overflow-wrap: anywhere; }
    a { color: var(--link); }
    nav a { display: inline-block; margin: 0 .8rem .2rem 0; padding: .2rem 0; }
    .muted, .note, figcaption, small { color: var(--muted); }
    .note, figcaption { font-size: .85rem; margin: .2rem 0; max-width: 48rem; }
    small { white-space: nowrap; }
    .wide td small { display: block; }
    @media (max-width: 600px) { td small { display: block; } }
    .columns { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 30rem), 1fr)); gap: 0 2rem; }
    .column { min-width: 0; }
    .title { font-weight: 600; font-size: .9rem; margin: 1.5rem 0 .3rem; }
    .table { overflow-x: auto; margin: 0 0 .5rem; }
    table { border-collapse: collapse; font-size: .9rem; font-variant-numeric: tabular-nums; }
    th, td { padding: .25rem .7rem; border-bottom: 1px solid var(--line); text-align: right; vertical-align: baseline; }
    thead th { color: var(--muted); font-weight: 500; }
    tbody th { font-weight: 500; min-width: 5rem; max-width: min(16rem, 45vw); overflow-wrap: break-word; }
    th:first-child, .word { text-align: left; }
    tbody th:first-child { position: sticky; left: 0; background: var(--paper); }
    pre { overflow-x: auto; padding: .8rem; background: var(--soft); border: 1px solid var(--line); border-radius: .4rem; font-size: .8rem; }
    figure { margin: 1rem 0; }
    img { width: 100%; max-width: 720px; height: auto; }
    audio { width: 100%; max-width: 30rem; }
    summary { cursor: pointer; padding: .3rem 0; }
    :focus-visible { outline: 2px solid var(--link); outline-offset: 2px; }
    @media print { body { max-width: none; } nav, .sound { display: none; } section { break-inside: auto; } figure, tr { break-inside: avoid; } }

    """
}
