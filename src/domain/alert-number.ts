/** The number a person can say: 令和8年 第12号. `year` is the Gregorian year of Japan's time zone. */
export const alertNumber = (year: number, number: number): string => `令和${year - 2018}年 第${number}号`;
