/** For all AWS clients; by default the SDK has no timeout. */

/** Milliseconds without a byte before a retry. */
const SOCKET_TIMEOUT = 10_000;

/** Milliseconds; a cold function needs DNS and TLS. */
const CONNECTION_TIMEOUT = 3_000;

/** The SDK waits 0.1 to 1.6 s between, longer when throttled. Then the queue redelivers. */
const MAX_ATTEMPTS = 5;

/** The most that any part sends at once. */
const MAX_SOCKETS = 64;

export const clientOptions = (maxSockets: number) => ({
  maxAttempts: MAX_ATTEMPTS,
  requestHandler: {
    connectionTimeout: CONNECTION_TIMEOUT,
    socketTimeout: SOCKET_TIMEOUT,
    httpAgent: { keepAlive: true, maxSockets },
    httpsAgent: { keepAlive: true, maxSockets },
  },
});

export const CLIENT_OPTIONS = clientOptions(MAX_SOCKETS);
