// What the page asks of the sandbox.

export async function ask(method, path, body) {
  const options = { method };
  if (body !== undefined) {
    options.headers = { "Content-Type": "application/json" };
    options.body = JSON.stringify(body);
  }
  const answer = await fetch(path, options);
  if (!answer.ok) throw new Error(await trouble(answer));
  return answer.status === 204 ? null : answer.json();
}

async function trouble(answer) {
  try {
    const told = await answer.json();
    return told.error || told.message || `The sandbox answered ${answer.status}`;
  } catch {
    return `The sandbox answered ${answer.status}`;
  }
}

let hiding;

export function notice(words) {
  const line = document.getElementById("notice");
  line.textContent = words;
  line.hidden = !words;
  clearTimeout(hiding);
  if (words) hiding = setTimeout(() => { line.hidden = true; }, 6000);
}

// Does something and tells if it went wrong.
export async function attempt(deed) {
  try {
    return await deed();
  } catch (error) {
    notice(error.message);
    return undefined;
  }
}
