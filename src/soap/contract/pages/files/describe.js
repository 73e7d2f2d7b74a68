/**
 * Shows the description of the brand's data model in a tab of its own. The token goes in a header, so that no address
 * holds it; what comes is therefore shown from memory.
 */
export function describeOnDemand(token) {
  const status = document.getElementById('described');
  document.getElementById('describe').addEventListener('click', async () => {
    const given = token();
    if (given === '') {
      status.textContent = 'Put your token into the field at the top first.';
      return;
    }
    // Opened before the answer is there: later it would count as a window that nobody asked for.
    const tab = window.open('', '_blank');
    status.textContent = '';
    const refusal = await show(given, tab);
    if (refusal === undefined) return;
    tab?.close();
    status.textContent = refusal;
  });
}

/** @returns why it could not be shown */
async function show(token, tab) {
  if (tab === null) return 'The browser allows no new window.';
  try {
    const headers = { Authorization: `Bearer ${token}` };
    const response = await fetch('dataextension?format=html', { headers, credentials: 'omit', cache: 'no-store' });
    if (!response.ok) {
      return response.headers.get('X-Deployteq-API-Error') ?? `HTTP ${response.status}`;
    }
    tab.location = URL.createObjectURL(new Blob([await response.text()], { type: 'text/html; charset=utf-8' }));
    return undefined;
  } catch (error) {
    return `No answer: ${error.message}`;
  }
}
