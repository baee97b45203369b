// What the push services for tests share: node X_server.mjs FOLDER. They take any free port of 127.0.0.1 and write it to
// FOLDER/port. Each request becomes FOLDER/<n>.json. FOLDER/script_<name>.json may hold answers that are given first, in turn:
// {"status", "headers"?, "body"?, "size"?: bytes of the body, "hang"?: true}. FOLDER/now: the time in seconds, if it is not the
// machine's. They end with their standard input.
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';

const [folder] = process.argv.slice(2);
let requests = 0;

export function write(name, content) {
  writeFileSync(`${folder}/${name}.part`, content);
  renameSync(`${folder}/${name}.part`, `${folder}/${name}`);
}

const read = (name) => (existsSync(`${folder}/${name}`) ? readFileSync(`${folder}/${name}`, 'utf8') : undefined);

export const record = (request) => write(`${requests += 1}.json`, JSON.stringify(request));

export const now = () => new Date(Number(read('now') ?? Math.floor(Date.now() / 1000)) * 1000);

/** The next answer that the test wrote, or `own`. */
export function nextAnswer(name, own) {
  const script = JSON.parse(read(`script_${name}.json`) ?? '[]');
  if (script.length === 0) return own;
  write(`script_${name}.json`, JSON.stringify(script.slice(1)));
  return script[0];
}

export function send(response, { status, headers = {}, body = '', size, hang }) {
  if (hang) return;
  response.writeHead(status, headers).end(size ? 'x'.repeat(size) : body);
}

/** The whole body of a request, of either version of HTTP. */
export async function bodyOf(request) {
  const parts = [];
  for await (const part of request) parts.push(part);
  return Buffer.concat(parts);
}

/** Collects what is wrong: check(name, whether it is right). */
export function checklist() {
  const problems = [];
  const check = (name, isRight) => {
    if (!isRight) problems.push(name);
  };
  return { problems, check };
}

/** Calls ready(url) when the server listens. */
export function listen(server, scheme, ready) {
  // A client that breaks off is an error of its connection only.
  server.on('error', () => {}).on('clientError', () => {}).on('sessionError', () => {});
  server.listen(0, '127.0.0.1', () => {
    const { port } = server.address();
    ready(`${scheme}://127.0.0.1:${port}`);
    write('port', String(port));
  });
  process.stdin.resume().on('end', () => process.exit(0));
}
