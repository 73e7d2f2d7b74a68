/**
 * A real browser for tests: a headless Chromium that is told what to do over the DevTools protocol. It speaks over
 * a pipe, not a port: nobody else can reach it, and it ends with this process however that ends.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Context } from 'mocha';
import { works } from '../clients/tools.ts';
import { DevTools } from './devtools.ts';
import { until } from './until.ts';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
const OPTIONS = [
  '--headless', '--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage', '--no-first-run', '--disable-extensions',
  '--disable-background-networking', '--disable-component-update', '--disable-sync', '--window-size=1400,1600',
  '--remote-debugging-pipe',
];

export interface Tab {
  /** Goes to an address and waits until all that it needs has loaded. */
  open(url: string): Promise<void>;
  /** The value of an expression in the page, awaited there; only what JSON can carry. */
  value<T>(expression: string): Promise<T>;
  /** Waits until an expression in the page is true. */
  until(expression: string): Promise<void>;
  /** Clicks the middle of an element, which is brought into view first. */
  click(selector: string): Promise<void>;
  /** Types into a field, in the place of what it holds. */
  fill(selector: string, text: string): Promise<void>;
  /** Sees pages from now on as a screen of this width would. */
  resize(width: number): Promise<void>;
  /** What to answer when the page asks for consent; false at first. */
  consent(isGiven: boolean): void;
  /** What the browser complained of: errors of scripts, what the content policy stopped, what did not load. */
  readonly complaints: readonly string[];
}

export interface Browser {
  tab(): Promise<Tab>;
  /** All tabs, those too that pages opened. */
  pages(): Promise<readonly { readonly title: string; readonly url: string }[]>;
  /** Ends it and removes its profile. */
  close(): Promise<void>;
}

/** Starts the browser of this machine, in a `before`: skips the tests of its suite where there is none, visibly. */
export async function openBrowser(hook: Context): Promise<Browser> {
  const command = await firstThatWorks(NAMES);
  if (command === undefined) {
    for (const test of hook.test?.parent?.tests ?? []) test.title += ' (not installed: chromium)';
    return hook.skip();
  }
  const profile = await mkdtemp(path.join(tmpdir(), 'tolk-browser-'));
  // Its homes are in the profile, or it writes into those of whoever runs the tests.
  const env = { ...process.env, HOME: profile, XDG_CONFIG_HOME: profile, XDG_CACHE_HOME: profile };
  const child = spawn(command, [...OPTIONS, `--user-data-dir=${profile}`, 'about:blank'], {
    stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'], env,
  });
  const devTools = new DevTools(child);
  return {
    tab: () => newTab(devTools),
    async pages() {
      const all = await devTools.ask<{ targetInfos: { title: string; url: string }[] }>('Target.getTargets', {});
      return all.targetInfos;
    },
    async close() {
      if (child.exitCode === null && child.signalCode === null) {
        const ended = once(child, 'exit');
        child.kill('SIGKILL');
        await ended;
      }
      // Its helpers may write for a moment after it.
      await rm(profile, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
    },
  };
}

async function firstThatWorks(names: readonly string[]): Promise<string | undefined> {
  for (const name of names) if (await works(name, ['--version'])) return name;
  return undefined;
}

async function newTab(devTools: DevTools): Promise<Tab> {
  const { targetId } = await devTools.ask<{ targetId: string }>('Target.createTarget', { url: 'about:blank' });
  const tab = { targetId, flatten: true };
  const { sessionId } = await devTools.ask<{ sessionId: string }>('Target.attachToTarget', tab);
  const ask = <T>(method: string, params: object = {}) => devTools.ask<T>(method, params, sessionId);
  const complaints: string[] = [];
  let loads = 0;
  let accept = false;
  devTools.listen(sessionId, (method, params) => {
    if (method === 'Page.loadEventFired') loads++;
    if (method === 'Page.javascriptDialogOpening') ask('Page.handleJavaScriptDialog', { accept }).catch(() => undefined);
    const complaint = complaintOf(method, params);
    if (complaint !== undefined) complaints.push(complaint);
  });
  for (const domain of ['Page', 'Runtime', 'Log']) await ask(`${domain}.enable`);

  async function value<T>(expression: string): Promise<T> {
    const answer = await ask<Evaluated<T>>('Runtime.evaluate', { expression, awaitPromise: true, returnByValue: true });
    if (answer.exceptionDetails) throw new Error(`${expression}: ${textOf(answer.exceptionDetails)}`);
    return answer.result.value;
  }

  async function middleOf(selector: string): Promise<{ x: number; y: number }> {
    const middle = await value<{ x: number; y: number } | null>(`(() => {
      const element = document.querySelector(${JSON.stringify(selector)});
      element?.scrollIntoView({ block: 'center', behavior: 'instant' });
      const box = element?.getBoundingClientRect();
      return box && box.width > 0 ? { x: box.x + box.width / 2, y: box.y + box.height / 2 } : null;
    })()`);
    if (middle === null) throw new Error(`nothing to see of ${selector}`);
    return middle;
  }

  async function click(selector: string): Promise<void> {
    const button = { ...await middleOf(selector), button: 'left', clickCount: 1 };
    await ask('Input.dispatchMouseEvent', { type: 'mousePressed', ...button });
    await ask('Input.dispatchMouseEvent', { type: 'mouseReleased', ...button });
  }

  return {
    complaints, value, click,
    async open(url) {
      const before = loads;
      const { errorText } = await ask<{ errorText?: string }>('Page.navigate', { url });
      if (errorText !== undefined) throw new Error(`${url}: ${errorText}`);
      await until(() => loads > before);
    },
    until: (expression) => until(() => value<boolean>(`Boolean(${expression})`)),
    async fill(selector, text) {
      await click(selector);
      await value(`document.activeElement.select()`);
      await ask('Input.insertText', { text });
    },
    consent(isGiven) {
      accept = isGiven;
    },
    async resize(width) {
      await ask('Emulation.setDeviceMetricsOverride', { width, height: 1600, deviceScaleFactor: 1, mobile: false });
    },
  };
}

interface Evaluated<T> {
  readonly result: { readonly value: T };
  readonly exceptionDetails?: Thrown;
}

interface Thrown {
  readonly text: string;
  readonly exception?: { readonly description?: string };
}

function textOf({ text, exception }: Thrown): string {
  return exception?.description ?? text;
}

function complaintOf(method: string, params: unknown): string | undefined {
  const { entry, exceptionDetails } = params as {
    entry?: { level: string; text: string; url?: string }; exceptionDetails?: Thrown;
  };
  if (method === 'Runtime.exceptionThrown' && exceptionDetails) return textOf(exceptionDetails);
  if (method === 'Log.entryAdded' && entry?.level === 'error') return `${entry.text} ${entry.url ?? ''}`.trim();
  return undefined;
}
