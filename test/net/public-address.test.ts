import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isMetadataAddress, isPublicAddress } from '../../lambda/net/public-address.ts';

const PUBLIC = [
  ...['1.1.1.1', '8.8.8.8', '9.255.255.255', '11.0.0.0', '100.63.255.255', '100.128.0.0', '126.255.255.255', '128.0.0.0'],
  ...['169.253.255.255', '169.255.0.0', '172.15.255.255', '172.32.0.0', '192.0.1.0', '192.167.255.255', '192.169.0.0', '198.17.255.255'],
  ...['198.20.0.0', '223.255.255.255', '2001:4860:4860::8888', '2606:4700:4700::1111', '2a00::1', '2001:200::1'],
];

const NOT_PUBLIC: Record<string, string[]> = {
  'this host': ['0.0.0.0', '0.1.2.3', '::'],
  loopback: ['127.0.0.1', '127.255.255.254', '::1'],
  private: ['10.0.0.1', '10.255.255.255', '172.16.0.1', '172.31.255.255', '192.168.0.1', '192.168.255.255'],
  'unique-local': ['fc00::1', 'fd12:3456::1', 'fd00:ec2::254'],
  'link-local': ['169.254.0.1', '169.254.169.254', '169.254.100.1', 'fe80::1', 'fe80::1%eth0', 'febf::1'],
  'carrier-grade NAT': ['100.64.0.1', '100.100.100.200', '100.127.255.255'],
  'IPv4 inside IPv6': ['::ffff:127.0.0.1', '::ffff:169.254.169.254', '::ffff:7f00:1', '::127.0.0.1', '::ffff:8.8.8.8'],
  'NAT64 and 6to4': ['64:ff9b::7f00:1', '64:ff9b::169.254.169.254', '64:ff9b:1::1', '2002:7f00:1::1', '2001::1'],
  'multicast and broadcast': ['224.0.0.1', '239.255.255.255', '255.255.255.255', '240.0.0.1', 'ff02::1'],
  'documentation, benchmarks, protocols': [
    ...['192.0.0.1', '192.0.2.1', '198.18.0.1', '198.19.255.255', '198.51.100.1', '203.0.113.1', '192.88.99.1', '2001:db8::1', '3fff::1'],
  ],
  'no address': ['', 'localhost', 'example.com', '127.1', '0x7f000001', '2130706433', '1.1.1.1.1', '8.8.8.8 ', '[2a00::1]'],
};

for (const address of PUBLIC) test(`public: ${address}`, () => assert.equal(isPublicAddress(address), true));
for (const [kind, addresses] of Object.entries(NOT_PUBLIC))
  for (const address of addresses) test(`not public, ${kind}: ${address}`, () => assert.equal(isPublicAddress(address), false));

test('metadata services of clouds are detected in any notation', () => {
  const services = ['169.254.169.254', '169.254.170.2', '169.254.100.1', '::ffff:169.254.169.254', '64:ff9b::169.254.169.254'];
  for (const address of [...services, 'fd00:ec2::254', 'fe80::a9fe:a9fe', 'fe80::1%eth0']) assert.ok(isMetadataAddress(address), address);
  for (const address of ['127.0.0.1', '10.0.0.1', '::1', 'fd12::1', '8.8.8.8', '', 'localhost'])
    assert.ok(!isMetadataAddress(address), address);
});
