/** Of all AWS clients. By default the SDK has no timeout. */

/** Milliseconds without a byte before a retry. */
const SILENCE = 10_000;

/** Milliseconds; a cold function needs DNS and TLS. */
const CONNECTION = 3_000;

/** The SDK waits 0.1 to 1.6 s between them, longer when throttled. Then the queue redelivers. */
const ATTEMPTS = 5;

/** As many as any part sends at once. */
const SOCKETS = 64;

export const CLIENT_OPTIONS = {
  maxAttempts: ATTEMPTS,
  requestHandler: {
    connectionTimeout: CONNECTION,
    socketTimeout: SILENCE,
    httpAgent: { keepAlive: true, maxSockets: SOCKETS },
    httpsAgent: { keepAlive: true, maxSockets: SOCKETS },
  },
};
