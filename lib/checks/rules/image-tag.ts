import { imageReference } from '../../core/image.ts';
import { builtIn } from '../built-in.ts';
import { textOf } from '../fields.ts';
import { podKinds, podOf } from '../pods.ts';
import { problem } from '../problem.ts';
import type { Rule } from '../rule.ts';

/** @see https://kubernetes.io/docs/concepts/containers/images/#image-names */
export const imageTag: Rule = builtIn({
  name: 'image-tag',
  summary: 'Images that are missing, no references, without tag, or tagged latest: nobody knows what runs.',
  kinds: podKinds,
  check(object, _all, report) {
    for (const { fields, path } of podOf(object)?.containers ?? []) {
      const image = textOf(fields.image);
      const parts = imageReference(image ?? '');
      if (parts?.digest !== undefined || (parts?.tag !== undefined && parts.tag !== 'latest')) continue;
      const expected = 'a repository with a tag other than latest or with a digest, such as "example.com/web:1.4.2"';
      report(problem(`${path}.image`, fields.image, expected, 'name the version that shall run'));
    }
  },
});
