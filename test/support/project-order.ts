import { BaseSequencer, type TestSpecification } from "vitest/node";
import { PROJECTS } from "./projects.js";

const NAMES = Object.keys(PROJECTS);

/**
 * Begins with the project that takes longest, then goes on as vitest does: by what it remembers of a file, else by size.
 * Begun last, a long file would go on when all else is done.
 */
export default class ProjectOrder extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const place = ({ project }: TestSpecification) => NAMES.indexOf(project.name);
    return (await super.sort(files)).sort((one, other) => place(one) - place(other));
  }
}
