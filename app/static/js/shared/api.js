// Questions to our own API; a newer question of the same kind cancels the older one.
import { config, text } from "./page.js";

const running = new Map();

export class ApiError extends Error {
  constructor(message, faults = []) {
    super(message);
    this.faults = faults;
  }
}

export function address(path, parameters = {}) {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(parameters)) {
    if (value !== null && value !== undefined && value !== "") query.set(name, value);
  }
  query.set("lang", config.language);
  return `${config.api}/areas/${encodeURIComponent(config.area)}/${path}?${query}`;
}

async function explain(response) {
  try {
    const problem = await response.json();
    return new ApiError(problem.detail || problem.title, problem.errors);
  } catch {
    return new ApiError(text("failed", { status: response.status }));
  }
}

// Return the JSON answer, or null when a newer question replaced this one.
export async function ask(kind, path, parameters) {
  running.get(kind)?.abort();
  const controller = new AbortController();
  running.set(kind, controller);
  try {
    const response = await fetch(address(path, parameters), {
      signal: controller.signal,
      headers: { Accept: "application/json, application/geo+json" },
    });
    if (!response.ok) throw await explain(response);
    return await response.json();
  } catch (error) {
    if (error.name === "AbortError") return null;
    if (error instanceof ApiError) throw error;
    throw new ApiError(text("unreachable"));
  } finally {
    if (running.get(kind) === controller) running.delete(kind);
  }
}
