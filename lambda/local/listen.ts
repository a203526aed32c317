import type { Server } from 'node:http';

export interface Listener {
  /** @returns `http://127.0.0.1:4000/`; port 0 selects a free port */
  listen(port: number, host?: string): Promise<string>;
  close(): Promise<void>;
}

/** @param option for the message */
export const listener = (server: Server, option = '--port'): Listener => ({
  listen: (port, host = '127.0.0.1') =>
    new Promise((resolve, reject) => {
      server.once('error', (error: NodeJS.ErrnoException) => {
        const taken = error.code === 'EADDRINUSE';
        reject(taken ? new Error(`port ${port} is in use; stop what uses it, or choose another one with ${option}`) : error);
      });
      server.listen(port, host, () => {
        const address = server.address();
        const actual = typeof address === 'object' && address !== null ? address.port : port;
        resolve(`http://${host.includes(':') ? `[${host}]` : host}:${actual}/`);
      });
    }),
  close: () =>
    new Promise((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    }),
});
