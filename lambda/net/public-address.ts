/** Classifies IP addresses; resolves nothing. */
import { BlockList, isIP } from 'node:net';

/** IANA special-purpose registry, RFC 6890. */
const NOT_PUBLIC: readonly (readonly [network: string, prefix: number])[] = [
  ['0.0.0.0', 8], // also reaches the local host
  ['10.0.0.0', 8], // private
  ['100.64.0.0', 10], // carrier-grade NAT; metadata of some clouds
  ['127.0.0.0', 8], // loopback
  ['169.254.0.0', 16], // link-local: metadata, Lambda's runtime API
  ['172.16.0.0', 12], // private
  ['192.0.0.0', 24], // protocol assignments
  ['192.0.2.0', 24], // documentation
  ['192.31.196.0', 24], // AS112
  ['192.52.193.0', 24], // AMT
  ['192.88.99.0', 24], // 6to4 relays
  ['192.168.0.0', 16], // private
  ['192.175.48.0', 24], // AS112
  ['198.18.0.0', 15], // benchmarks
  ['198.51.100.0', 24], // documentation
  ['203.0.113.0', 24], // documentation
  ['224.0.0.0', 4], // multicast
  ['240.0.0.0', 4], // reserved, broadcast
];

/** IANA assigns only 2000::/3; these parts of it are special-purpose. */
const NOT_PUBLIC_6: readonly (readonly [network: string, prefix: number])[] = [
  ['2001::', 23], // protocol assignments, Teredo
  ['2001:db8::', 32], // documentation
  ['2002::', 16], // 6to4: contains an IPv4 address
  ['3fff::', 20], // documentation
];

const listOf = (networks: typeof NOT_PUBLIC, family: 'ipv4' | 'ipv6'): BlockList => {
  const list = new BlockList();
  for (const [network, prefix] of networks) list.addSubnet(network, prefix, family);
  return list;
};

const refused4 = listOf(NOT_PUBLIC, 'ipv4');
const refused6 = listOf(NOT_PUBLIC_6, 'ipv6');
const assigned6 = listOf([['2000::', 3]], 'ipv6');
const linkLocal4 = listOf([['169.254.0.0', 16]], 'ipv4');
const linkLocal6 = listOf(
  [
    ['fe80::', 10],
    ['fd00:ec2::', 32], // EC2's metadata, DNS and time
    ['::ffff:169.254.0.0', 112],
    ['64:ff9b::169.254.0.0', 112],
  ],
  'ipv6',
);

/** `fe80::1%eth0` -> `fe80::1` */
const withoutZone = (address: string): string => address.replace(/%.*$/, '');

/** False for other text, and for IPv4 inside IPv6. */
export function isPublicAddress(address: string): boolean {
  const plain = withoutZone(address);
  switch (isIP(plain)) {
    case 4:
      return !refused4.check(plain, 'ipv4');
    case 6:
      return plain === address && assigned6.check(plain, 'ipv6') && !refused6.check(plain, 'ipv6');
    default:
      return false;
  }
}

/** Services that return credentials. */
export function isMetadataAddress(address: string): boolean {
  const plain = withoutZone(address);
  const family = isIP(plain);
  return family === 4 ? linkLocal4.check(plain, 'ipv4') : family === 6 && linkLocal6.check(plain, 'ipv6');
}
