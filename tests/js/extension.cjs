// Runs the extension for VS Code with stand-ins for what it gets from there: reads {command, folder,
// fails} from standard input, and writes what was started, registered and told.
const { readFileSync } = require("node:fs");
const Module = require("node:module");

const given = JSON.parse(readFileSync(0, "utf8"));
const found = { told: [], commands: [], stopped: 0 };

class LanguageClient {
  constructor(_id, _name, server, client) {
    found.server = server;
    found.documents = client.documentSelector;
  }
  async start() {
    if (given.fails) throw new Error(given.fails);
  }
  async stop() {
    found.stopped += 1;
  }
}

const standIns = {
  "vscode-languageclient/node": { LanguageClient, CloseAction: {} },
  vscode: {
    workspace: {
      getConfiguration: () => ({ get: (_key, otherwise) => given.command ?? otherwise }),
      workspaceFolders: given.folder ? [{ uri: { fsPath: given.folder } }] : undefined,
      onDidChangeConfiguration: () => ({ dispose() {} }),
    },
    window: { showErrorMessage: async (text) => void found.told.push(text) },
    commands: { registerCommand: (name) => found.commands.push(name) },
  },
};
const load = Module._load;
Module._load = (name, ...others) => standIns[name] ?? load(name, ...others);

(async () => {
  const extension = require(process.argv[2]);
  await extension.activate({ subscriptions: [] });
  await extension.deactivate();
  process.stdout.write(JSON.stringify(found));
})();
