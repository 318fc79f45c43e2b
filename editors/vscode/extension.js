// Starts `mannerly lsp` for the guides of a workspace, and says so where it cannot be started.
"use strict";

const path = require("node:path");
const vscode = require("vscode");
const { LanguageClient } = require("vscode-languageclient/node");

/** @type {LanguageClient | undefined} */
let client;

/** The command of the settings; a path that is not absolute begins at the workspace's folder. */
function command() {
  const set = vscode.workspace.getConfiguration("mannerly").get("command", "mannerly");
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri.fsPath;
  return folder && /[\\/]/.test(set) && !path.isAbsolute(set) ? path.join(folder, set) : set;
}

async function start() {
  const run = command();
  const files = (language) => ({ scheme: "file", language });
  client = new LanguageClient(
    "mannerly",
    "Mannerly",
    { command: run, args: ["lsp"] },
    { documentSelector: [files("yaml"), files("markdown")] },
  );
  try {
    await client.start();
  } catch (error) {
    client = undefined;
    vscode.window.showErrorMessage(
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
