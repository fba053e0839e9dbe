import { type ChildProcess, spawn } from 'node:child_process';
import type { Served } from '../fixtures/served.ts';

const start = (folder: string, command: string, args: readonly string[]): ChildProcess =>
  spawn('npx', ['--no-install', command, ...args], {
    cwd: folder,
    // A group of its own, so that what it starts ends with it.
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      ...process.env,
      NODE_ENV: undefined,
      VITEST: undefined,
      NEXT_TELEMETRY_DISABLED: '1',
      NO_COLOR: '1',
    },
  });

function listen(child: ChildProcess, onText: (all: string) => void): () => string {
  let all = '';
  for (const stream of [child.stdout, child.stderr])
    stream?.on('data', (chunk) => {
      all += chunk;
      onText(all);
    });
  return () => all;
}

/** Runs a command of the project to its end; what it printed. Rejects with that when it fails. */
export function runCommand(folder: string, command: string, ...args: string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = start(folder, command, args);
    const printed = listen(child, () => {});
    child.on('error', reject);
    child.on('close', (code) => {
      if (code === 0) resolve(printed());
      else reject(new Error(`${command} ended with ${code}:\n${printed().slice(-4000)}`));
    });
  });
}

/** Starts a server of the project; ready when it has printed its address. */
export function startServer(folder: string, command: string, ...args: string[]): Promise<Served> {
  return new Promise((resolve, reject) => {
    const child = start(folder, command, args);
    const printed = listen(child, (all) => {
      const [address] = /https?:\/\/(?:localhost|127\.0\.0\.1):[1-9]\d*\/?/.exec(all) ?? [];
      if (address) resolve({ url: address, close });
    });
    const closed = new Promise<void>((end) => child.on('close', () => end()));
    const close = async () => {
      if (child.pid !== undefined && child.exitCode === null) process.kill(-child.pid, 'SIGKILL');
      await closed;
    };
    child.on('error', reject);
    child.on('close', (code) =>
      reject(new Error(`${command} ended with ${code}:\n${printed().slice(-4000)}`)),
    );
  });
}
