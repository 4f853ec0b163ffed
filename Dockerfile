# Builds with everything, runs with what running needs: no compiler, no build tools, no root.
FROM node:22-slim AS build
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci --no-audit --no-fund
COPY . .
RUN npm run build && npm prune --omit=dev --no-audit --no-fund

FROM node:22-slim
ENV NODE_ENV=production
WORKDIR /app
COPY --from=build /app/package.json ./
COPY --from=build /app/node_modules ./node_modules
COPY --from=build /app/cli/launch.js ./cli/launch.js
COPY --from=build /app/dist ./dist
COPY --from=build /app/app ./app
COPY --from=build /app/sandbox ./sandbox
COPY --from=build /app/shared ./shared
COPY --from=build /app/themes ./themes
# What the demo keeps (.env is looked for here, too).
RUN mkdir /data && chown node /data
VOLUME /data
WORKDIR /data
USER node
EXPOSE 5000 5001 5002 5005
HEALTHCHECK --interval=10s --start-period=5s CMD ["node", "-e", "fetch('http://localhost:5000/status').then((a) => process.exit(a.ok ? 0 : 1), () => process.exit(1))"]
ENTRYPOINT ["node", "/app/cli/launch.js"]
CMD ["serve", "--host", "0.0.0.0"]
