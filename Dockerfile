# The image holds what `npm install` of the package would: no compiler, no build tools, no root.
FROM node:24-slim AS build
WORKDIR /build
COPY package.json package-lock.json ./
RUN npm ci --no-audit --no-fund
COPY . .
RUN npm pack --pack-destination /
# Node.js has an SQLite of its own; the package for older versions is not needed here.
RUN npm install --prefix /app --no-audit --no-fund /okta-multidemo-*.tgz && rm -rf /app/node_modules/libsql /app/node_modules/@libsql

FROM node:24-slim
ENV NODE_ENV=production PATH=/app/node_modules/.bin:$PATH
COPY --from=build /app/node_modules /app/node_modules
COPY --from=build /build/tools/container-health.js /app/health.mjs
# What the demo keeps (.env is looked for here, too).
RUN mkdir /data && chown node /data
VOLUME /data
WORKDIR /data
USER node
# Shop, org, phone and mailbox, sample app, assistant.
EXPOSE 5000 5001 5002 5005 5006
HEALTHCHECK --interval=10s --start-period=10s CMD ["node", "/app/health.mjs"]
ENTRYPOINT ["multidemo"]
# Publish the ports on 127.0.0.1 only: anyone who reaches the phone can sign in.
CMD ["serve", "--host", "0.0.0.0", "--trust-network"]
