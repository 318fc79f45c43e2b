// Tells how an editor colours texts: reads {scope, grammars, texts} from standard input, and writes
// for each text its words with their scopes. `scope` is that of the texts, `grammars` are the paths of
// TextMate grammars, the last of which is injected into it.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import oniguruma from "vscode-oniguruma";
import textmate from "vscode-textmate";

const { scope, grammars: paths, texts } = JSON.parse(readFileSync(0, "utf8"));
const wasm = createRequire(import.meta.url).resolve("vscode-oniguruma/release/onig.wasm");
await oniguruma.loadWASM(readFileSync(wasm).buffer);
const grammars = new Map(
  paths
    .map((path) => textmate.parseRawGrammar(readFileSync(path, "utf8"), path))
    .map((grammar) => [grammar.scopeName, grammar]),
);
const injection = [...grammars.keys()].at(-1);
const registry = new textmate.Registry({
  onigLib: Promise.resolve({
    createOnigScanner: (patterns) => new oniguruma.OnigScanner(patterns),
    createOnigString: (text) => new oniguruma.OnigString(text),
  }),
  loadGrammar: async (wanted) => grammars.get(wanted) ?? null,
  getInjections: (into) => (into === scope ? [injection] : []),
});
const grammar = await registry.loadGrammar(scope);

function coloured(text) {
  let state = textmate.INITIAL;
  return text.split("\n").flatMap((line) => {
    const { tokens, ruleStack } = grammar.tokenizeLine(line, state);
    state = ruleStack;
    return tokens.map(({ startIndex, endIndex, scopes }) => [
      line.slice(startIndex, endIndex),
      scopes.slice(1).join(" "),
    ]);
  });
}

process.stdout.write(JSON.stringify(texts.map(coloured)));
