import type { IncomingMessage } from 'node:http';
import { type RequestOptions, request } from './request.ts';

const REDIRECTS = new Set([301, 302, 303, 307, 308]);

/**
 * @param most redirects; each address is guarded like the first
 * @returns the last answer, whose body is still to be read, and its address
 * @throws Error
 */
export async function followRedirects(
  address: string,
  options: RequestOptions,
  most: number,
): Promise<{ response: IncomingMessage; place: string }> {
  let place = address;
  for (let redirects = 0; redirects <= most; redirects += 1) {
    const response = await request(place, options);
    const { location } = response.headers;
    if (!REDIRECTS.has(response.statusCode ?? 0) || location === undefined) return { response, place };
    response.destroy();
    if (!URL.canParse(location, place)) throw new Error(`the server redirects to ${location}, which is no address`);
    place = new URL(location, place).href;
  }
  throw new Error(`more than ${most} redirects`);
}
