import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, gzipSync } from 'node:zlib';

import react from '@vitejs/plugin-react';
import type { Plugin } from 'vite';
import { defineConfig } from 'vitest/config';

// The development server's own address is what the API must know as its public URL (GATEHOUSE_PUBLIC_URL).
const api = process.env['GATEHOUSE_API'] ?? 'http://localhost:8080';
const worker = 'push-worker';
const pages = ['sign-in', 'account', 'mailbox', 'docs'];

export default defineConfig({
  appType: 'mpa',
  plugins: [react(), preact(), withoutVariables(), skeleton(), earlyTexts(), documents(), compressed()],
  server: { proxy: { '/v1': api, '/dev/outbox': api, '/openapi.json': api } },
  build: {
    target: ['chrome100', 'firefox100', 'safari15.4'],
    // Everything has an address of its own: the content security policy allows no data: addresses.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rollupOptions: {
      input: {
        ...Object.fromEntries(pages.map((page) => [page, `${page}/index.html`])),
        ...Object.fromEntries(pages.map((page) => [`${page}-texts`, `${page}/src/texts/load.ts`])),
        [worker]: 'account/src/push-worker.ts',
      },
      output: {
        // A browser asks for the worker by the address that it was registered with: it has no hash.
        entryFileNames: ({ name }) => (name === worker ? '[name].js' : 'assets/[name]-[hash].js'),
      },
    },
  },
  test: { environment: 'jsdom', include: ['*/src/**/*.test.{ts,tsx}'] },
});

/** The pages are written for React and served with Preact, a tenth of its weight (docs/decisions/0011-preact.md). */
function preact(): Plugin {
  const alias = [
    { find: /^react(-dom)?$/, replacement: 'preact/compat' },
    { find: /^react-dom\/client$/, replacement: 'preact/compat/client' },
    { find: /^react\/jsx-runtime$/, replacement: 'preact/jsx-runtime' },
  ];
  return { name: 'preact', apply: 'build', config: () => ({ resolve: { alias } }) };
}

/** What Mantine would write into a style element is never rendered here (withCssVariables), and weighs 2 KB of the first visit. */
function withoutVariables(): Plugin {
  return {
    name: 'without-variables',
    enforce: 'pre',
    apply: 'build',
    load: (id) => (id.endsWith('/MantineCssVariables.mjs') ? 'export const MantineCssVariables = () => null;' : undefined),
  };
}

/** Every document shows something before its script has run, and when that does not come. */
function skeleton(): Plugin {
  const content = readFileSync(new URL('ui/src/skeleton.html', import.meta.url), 'utf8').trim();
  return {
    name: 'skeleton',
    transformIndexHtml: (html) => html.replace('<div id="root"></div>', `<div id="root">${content}</div>`),
  };
}

/** A small script that asks for the texts stands before the one that shows them, and waits for nothing. */
function earlyTexts(): Plugin {
  return {
    name: 'early-texts',
    transformIndexHtml: {
      order: 'post',
      handler: (_, { path, bundle = {} }) => {
        const name = `${path.split('/')[1] ?? ''}-texts`;
        const script = Object.values(bundle).find((chunk) => chunk.type === 'chunk' && chunk.isEntry && chunk.name === name);
        const attrs = { type: 'module', async: true, crossorigin: true, src: `/${script?.fileName ?? ''}` };
        return script ? [{ tag: 'script', attrs, injectTo: 'head-prepend' }] : [];
      },
    },
  };
}

/** Which document answers an address; gatehouse itself has the same table (src/app/src/pages.cpp). */
function documents(): Plugin {
  const documentOf = (path: string) => {
    if (['/', '/sign-in', '/sign-up'].includes(path)) return '/sign-in/index.html';
    if (['/account', '/approve'].some((top) => path === top || path.startsWith(`${top}/`))) return '/account/index.html';
    if (path === '/docs') return '/docs/index.html';
    return path === '/dev/outbox' ? '/mailbox/index.html' : undefined;
  };
  return {
    name: 'documents',
    configureServer(server) {
      server.middlewares.use((request, _, next) => {
        const isPage = request.headers.accept?.includes('text/html') === true;
        const path = new URL(request.url ?? '/', 'http://localhost').pathname;
        if (isPage) request.url = documentOf(path) ?? request.url ?? '/';
        next();
      });
    },
  };
}

/** Beside each file its compressed forms, which gatehouse sends as they are. */
function compressed(): Plugin {
  return {
    name: 'compressed',
    apply: 'build',
    writeBundle({ dir = '' }, bundle) {
      for (const name of Object.keys(bundle).filter((file) => /\.(js|css|html|svg)$/.test(file))) {
        const path = join(dir, name);
        const content = readFileSync(path);
        writeFileSync(`${path}.br`, brotliCompressSync(content));
        writeFileSync(`${path}.gz`, gzipSync(content, { level: 9 }));
      }
    },
  };
}
