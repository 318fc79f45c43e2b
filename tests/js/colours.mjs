// Tells how an editor colours texts: reads {base, injected, texts} from standard input, and writes
// for each text its words with their scopes. `base` and `injected` are paths of TextMate grammars.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import oniguruma from "vscode-oniguruma";
import textmate from "vscode-textmate";

const { base, injected, texts } = JSON.parse(readFileSync(0, "utf8"));
const wasm = createRequire(import.meta.url).resolve("vscode-oniguruma/release/onig.wasm");
await oniguruma.loadWASM(readFileSync(wasm).buffer);
const grammars = new Map(
  [base, injected]
    .map((path) => textmate.parseRawGrammar(readFileSync(path, "utf8"), path))
    .map((grammar) => [grammar.scopeName, grammar]),
);
const [source, injection] = [...grammars.keys()];
const registry = new textmate.Registry({
  onigLib: Promise.resolve({
    createOnigScanner: (patterns) => new oniguruma.OnigScanner(patterns),
    createOnigString: (text) => new oniguruma.OnigString(text),
  }),
  loadGrammar: async (scope) => grammars.get(scope) ?? null,
  getInjections: (scope) => (scope === source ? [injection] : []),
});
const grammar = await registry.loadGrammar(source);

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
