// What can be compared with what, for the pickers of conditions: as src/tuque/forms/portal/conditions.py builds them.
export interface PickerProps {
  readonly types: Readonly<Record<string, string>>;
  readonly choices: Readonly<Record<string, readonly (readonly [string, string])[]>>;
  readonly truths: readonly (readonly [string, string])[];
}

const ANSWERED = ["answered", "unanswered"];
const ORDERED = ["more", "at_least", "less", "at_most"];

// The comparisons that mean something for a question of this type.
export function comparisonsFor(type: string): readonly string[] {
  switch (type) {
    case "choice":
    case "yes_no":
      return ["is", "is_not", ...ANSWERED];
    case "many":
    case "people":
    case "items":
      return ["includes", "excludes", ...ORDERED, ...ANSWERED];
    case "workers":
      return [...ORDERED, ...ANSWERED];
    case "number":
    case "integer":
    case "duration":
    case "date":
    case "time":
    case "datetime":
      return ["is", "is_not", ...ORDERED, ...ANSWERED];
    case "text":
    case "note":
      return ["is", "is_not", ...ANSWERED];
    default:
      return ANSWERED;
  }
}

// The values to pick from; null where one writes, empty where there is nothing to write.
export function valuesFor(props: PickerProps, question: string, comparison: string): readonly (readonly [string, string])[] | null {
  if (ANSWERED.includes(comparison)) return [];
  if (ORDERED.includes(comparison)) return null;
  if (props.types[question] === "yes_no") return props.truths;
  return props.choices[question] ?? null;
}
