import { failure, ok } from '../check.ts';
import type { Check } from '../check.ts';
import { inner, text } from '../../provision/kinds/kind.ts';
import { consolePath, webAppIds } from '../web-app.ts';
import { all, texts } from '../words.ts';

/** A user's attributes in the app, the source of the claims `role` and `feature_access`. */
export const appAttributes: Check = {
  id: 'app-attributes',
  title: 'App-user attributes',
  area: 'Application',
  needs: ['app'],
  docs: 'https://help.okta.com/en-us/content/topics/users-groups-profiles/usgp-add-custom-user-attributes-app.htm',
  async run(context) {
    const { demo, org, config } = context;
    const wanted = await demo.all('okta_app_user_schema_property');
    const schema = await org.read(`/api/v1/meta/schemas/apps/${config.okta.clientId}/default`);
    const present = inner(schema, 'definitions', 'custom', 'properties');
    const wrong = wanted.filter((attribute) => {
      const there = inner(present, text(attribute.index));
      const values = texts(inner(there, 'items').enum);
      return (
        there.type !== attribute.type || texts(attribute.array_enum).some((item) => !values.includes(item))
      );
    });
    const names = wanted.map(({ index }) => text(index));
    if (wrong.length === 0) return ok(`${all(names)}.`);
    return failure({
      found: `${all(wrong.map(({ index }) => `${text(index)} is ${present[text(index)] ? 'of the wrong type' : 'missing'}`))}.`,
      expected: wanted
        .map(({ index, array_enum: values }) => `${text(index)}: array of ${all(texts(values))}`)
        .join('; '),
      consequence: 'Access tokens lack these claims: all users are Basic, and no one sees the Admin pages.',
      remedy: `Run multidemo init, or add them yourself: Directory > Profile Editor > ${(await consolePath(context)).split(' > ')[2] ?? ''} User > Add Attribute.`,
      ids: webAppIds(context),
    });
  },
};
