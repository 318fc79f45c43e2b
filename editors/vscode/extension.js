// Starts `mannerly lsp` for the guides of a workspace, and says so where it cannot be started.
"use strict";

const path = require("node:path");
const vscode = require("vscode");
const { CloseAction, LanguageClient } = require("vscode-languageclient/node");

/** Leaves it to `start` to say, once, that the server does not start, and what to do about it. */
class Client extends LanguageClient {
  started = false;

  async start() {
    await super.start();
    this.started = true;
  }

  error(message, data, show) {
    super.error(message, data, this.started ? show : false);
  }

  /** A server that has never answered would not do so the next time. */
  createDefaultErrorHandler(restarts) {
    const handler = super.createDefaultErrorHandler(restarts);
    const ended = { action: CloseAction.DoNotRestart, handled: true };
    return {
      error: (...happened) => handler.error(...happened),
      closed: () => (this.started ? handler.closed() : ended),
    };
  }
}

/** @type {Client | undefined} */
let client;

/** The command of the settings; a path that is not absolute begins at the workspace's folder. */
function command() {
  const set = vscode.workspace.getConfiguration("mannerly").get("command", "mannerly");
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri.fsPath;
  return folder && /[\\/]/.test(set) && !path.isAbsolute(set) ? path.join(folder, set) : set;
}

/** Shows a message; with a button, because VS Code cuts those short that have none. */
async function tell(message) {
  const settings = "Open the settings";
  if ((await vscode.window.showErrorMessage(message, settings)) === settings) {
    await vscode.commands.executeCommand("workbench.action.openSettings", "mannerly.command");
  }
}

async function start() {
  const run = command();
  const files = (language) => ({ scheme: "file", language });
  client = new Client(
    "mannerly",
    "Mannerly",
    { command: run, args: ["lsp"] },
    {
      documentSelector: [files("yaml"), files("markdown")],
      initializationFailedHandler: () => false, // to try again is for the user to say
    },
  );
  try {
    await client.start();
  } catch (error) {
    client = undefined;
    tell(
      `Mannerly: “${run} lsp” does not start. Install it (pip install 'mannerly[lsp]'), or set ` +
        `“mannerly.command” to its path. ${error instanceof Error ? error.message : ""}`,
    );
  }
}

async function stop() {
  await client?.stop();
  client = undefined;
}

async function restart() {
  await stop();
  await start();
}

exports.activate = async (/** @type {import("vscode").ExtensionContext} */ context) => {
  context.subscriptions.push(
    vscode.commands.registerCommand("mannerly.restart", restart),
    vscode.workspace.onDidChangeConfiguration(async (change) => {
      if (change.affectsConfiguration("mannerly")) await restart();
    }),
  );
  await start();
};

exports.deactivate = stop;
