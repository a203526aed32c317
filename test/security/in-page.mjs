// Acts as a feed reader in the browser. Playwright sends each function as its source, so it cannot use others.

/** Resolves when pictures have loaded or failed, and their effects have happened. */
export async function settled() {
  const pictures = [...document.querySelectorAll('img')];
  await Promise.all(pictures.map((image) => image.complete || new Promise((done) => image.addEventListener('error', done))));
  for (let frame = 0; frame < 3; frame += 1) await new Promise(requestAnimationFrame);
}

/** Inserts the texts, and returns armed handlers and links, and members of the document that a name hides. */
export function insertAll(texts) {
  const names = Object.getOwnPropertyNames(Document.prototype).concat(Object.getOwnPropertyNames(Node.prototype));
  const kindOf = (name) => Object.prototype.toString.call(document[name]);
  const before = new Map(names.map((name) => [name, kindOf(name)]));
  const [armed, clobbered] = [[], new Set()];
  for (const text of texts) {
    const holder = document.querySelector('main').appendChild(document.createElement('article'));
    holder.innerHTML = text;
    for (const element of holder.querySelectorAll('*')) {
      for (const { name } of element.attributes) if (/^on/i.test(name)) armed.push(`${element.tagName} ${name}`);
      const { protocol } = element;
      if (protocol && !['http:', 'https:', 'mailto:', 'tel:', 'ftp:', ':'].includes(protocol)) armed.push(`${element.tagName} ${protocol}`);
    }
    for (const [name, kind] of before) if (kindOf(name) !== kind && name !== 'activeElement') clobbered.add(name);
  }
  return { armed, clobbered: [...clobbered] };
}

export function htmlIn(text) {
  const parsed = new DOMParser().parseFromString(text, 'application/xml');
  const error = parsed.querySelector('parsererror');
  if (error) throw new Error(error.textContent);
  const texts = (namespace, name, type) =>
    [...parsed.getElementsByTagNameNS(namespace, name)]
      .filter(({ parentNode: { localName } }) => localName === 'item' || localName === 'entry')
      .filter((element) => !type || element.getAttribute('type') === type)
      .map(({ textContent }) => textContent);
  const atom = ['title', 'summary', 'content'].flatMap((name) => texts('http://www.w3.org/2005/Atom', name, 'html'));
  return [...texts(null, 'description'), ...texts('http://purl.org/rss/1.0/modules/content/', 'encoded'), ...atom];
}
