import { Router } from 'express';
import { getOnly } from './get-only.ts';

interface DocsPage {
  /** After `/docs/`. */
  readonly name: string;
  /** File -> folder: what the page loads, by its address below its own; `page.html` is the page. */
  readonly files: Readonly<Record<string, string>>;
  /** The folder of `page.html`. */
  readonly root: string;
  /** Content-Security-Policy of the page. */
  readonly policy: string;
}

/** A page below `/docs` that is made of files of our own, so that it works offline. */
export function docsPage({ name, files, root: home, policy }: DocsPage): Router {
  // The page names its files relative to an address without a slash at the end.
  const routes = Router({ strict: true });
  routes.get(`/docs/${name}`, (_request, response) => {
    response.set({ 'Cache-Control': 'no-cache', 'Content-Security-Policy': policy })
      .sendFile('page.html', { root: home, cacheControl: false });
  });
  routes.get(`/docs/${name}/`, (_request, response) => response.redirect(`../${name}`));
  for (const [file, root] of Object.entries(files)) {
    routes.get(`/docs/${name}/${file}`, (_request, response) => response.sendFile(file, { root, maxAge: '1h' }));
  }
  routes.use(getOnly([`/docs/${name}`]));
  return routes;
}
