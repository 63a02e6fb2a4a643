// Usage: node check.mjs SCHEMAS LINES
// Each line is {"schema": stored name, "instance": …, "valid": what is expected of it}. Exits 1 where ajv disagrees.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import Ajv from "ajv";

const [schemas, lines] = process.argv.slice(2);
const ajv = new Ajv({ strict: true, strictRequired: true });
const validators = new Map();
const validator = (name) => {
  if (!validators.has(name))
    validators.set(name, ajv.compile(JSON.parse(readFileSync(join(schemas, `${name}.json`), "utf8"))));
  return validators.get(name);
};

let checked = 0;
let wrong = 0;
for (const line of readFileSync(lines, "utf8").split("\n").filter(Boolean)) {
  const { schema, instance, valid } = JSON.parse(line);
  const validate = validator(schema);
  checked++;
  if (validate(instance) === valid) continue;
  wrong++;
  console.error(`${schema}: expected ${valid ? "valid" : "refused"}: ${JSON.stringify(instance).slice(0, 2000)}`);
  if (valid) console.error(ajv.errorsText(validate.errors));
}
console.log(`${checked} checked, ${wrong} wrong`);
process.exit(wrong === 0 ? 0 : 1);
