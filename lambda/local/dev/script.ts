export const DEV_SCRIPT = `
document.documentElement.classList.add('scripted');
const connection = document.getElementById('connection');
let lost = false;

function say(state, text) {
  connection.dataset.state = state;
  connection.textContent = text;
}

async function refresh() {
  const response = await fetch(location.href, { cache: 'no-store' });
  if (!response.ok) return;
  // The policy rejects the new style's nonce; the style is the same.
  const text = (await response.text()).replace(/<style[^]*?<\\/style>/, '');
  const next = new DOMParser().parseFromString(text, 'text/html');
  for (const details of document.querySelectorAll('details[id]')) {
    const same = next.getElementById(details.id);
    if (same) same.open = details.open;
  }
  document.title = next.title;
  document.querySelector('main').replaceWith(next.querySelector('main'));
}

const update = () => refresh().catch(() => {});
const events = new EventSource('/-/events');
events.addEventListener('published', update);
events.addEventListener('open', () => {
  say('live', 'Live');
  if (lost) update();
  lost = false;
});
events.addEventListener('error', () => {
  lost = true;
  say('lost', 'Connection lost: is linefeed dev still running?');
});

document.addEventListener('click', async (event) => {
  const button = event.target.closest('button[data-copy]');
  if (!button) return;
  await navigator.clipboard.writeText(new URL(button.dataset.copy, location.href).href);
  button.dataset.copied = '';
  setTimeout(() => delete button.dataset.copied, 1200);
});
`;
