
*€pÿ÷Bhalf