/** How long, and how often, a service is asked; without it the SDK waits without end. */

/** Milliseconds without a byte, after which a request is given up and made again. */
const SILENCE = 10_000;

/** A fresh function has to resolve a name and shake hands. */
const CONNECTION = 3_000;

/** With waits of 0.1 to 1.6 s and more when throttled, as the SDK's `standard` mode has them; then the message comes again. */
const ATTEMPTS = 5;

/** As many requests at once as anything here makes. */
const SOCKETS = 64;

/** For the constructor of a client of the SDK. */
export const CLIENT_OPTIONS = {
  maxAttempts: ATTEMPTS,
  requestHandler: {
    connectionTimeout: CONNECTION,
    socketTimeout: SILENCE,
    httpAgent: { keepAlive: true, maxSockets: SOCKETS },
    httpsAgent: { keepAlive: true, maxSockets: SOCKETS },
  },
};
