// An SMTP server for tests: node smtp_server.mjs FOLDER [CERTIFICATE KEY]. Takes any free port of 127.0.0.1 and writes it to
// FOLDER/port. Each accepted mail becomes FOLDER/<n>.eml and FOLDER/<n>.json. Refuses later@… with 451 and gone@… with 550; takes
// three seconds for the mail of slow…@…, and for the address stuck…@… until there is a file FOLDER/open. The password is "right".
// Its process id is in FOLDER/pid. Ends with its standard input.
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { SMTPServer } from 'smtp-server';

const [folder, certificate, key] = process.argv.slice(2);
const tls = certificate ? { cert: readFileSync(certificate), key: readFileSync(key) } : {};
let mails = 0;

function write(name, content) {
  writeFileSync(`${folder}/${name}.part`, content);
  renameSync(`${folder}/${name}.part`, `${folder}/${name}`);
}

function whenOpen(done) {
  if (existsSync(`${folder}/open`)) return done();
  setTimeout(whenOpen, 20, done);
}

function refusal(code) {
  return Object.assign(new Error('refused by the test'), { responseCode: code });
}

const server = new SMTPServer({
  ...tls,
  disabledCommands: certificate ? [] : ['STARTTLS'],
  authOptional: true,
  onAuth({ username, password }, session, done) {
    if (password !== 'right') return done(refusal(535));
    done(null, { user: username });
  },
  onRcptTo({ address }, session, done) {
    if (address.startsWith('later@')) return done(refusal(451));
    if (address.startsWith('gone@')) return done(refusal(550));
    if (address.startsWith('stuck')) return whenOpen(done);
    done();
  },
  onData(stream, session, done) {
    const parts = [];
    stream.on('data', (part) => parts.push(part));
    stream.on('end', () => {
      mails += 1;
      write(`${mails}.eml`, Buffer.concat(parts));
      const { mailFrom, rcptTo } = session.envelope;
      write(`${mails}.json`, JSON.stringify({
        secure: session.secure, user: session.user ?? '', from: mailFrom.address, to: rcptTo.map((to) => to.address),
      }));
      const isSlow = session.envelope.rcptTo.some((to) => to.address.startsWith('slow'));
      setTimeout(done, isSlow ? 3000 : 0);
    });
  },
});

// A client that refuses our certificate is an error of its connection only.
server.on('error', () => {});
write('pid', String(process.pid));
server.listen(0, '127.0.0.1', () => write('port', String(server.server.address().port)));
process.stdin.resume().on('end', () => process.exit(0));
